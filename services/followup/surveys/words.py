"""Whether a customer's words speak of a complaint or a suggestion, by the lists in `words.yaml` (FU-02)."""

import re
from functools import cache
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import yaml

_FILE = Path(__file__).with_name("words.yaml")
_LONGEST_DENIAL = 20


def voices_complaint(text: str) -> bool:
    plain = _plain(text)
    return any(not _denied(plain, hit.start()) for hit in _pattern("complaint").finditer(plain))


def voices_suggestion(text: str) -> bool:
    plain = _plain(text)
    return any(not _denied(plain, hit.start()) for hit in _pattern("suggestion").finditer(plain))


def _plain(text: str) -> str:
    folded = normalize("NFKC", text).casefold().replace("’", "'")
    return re.sub(r"\s+", " ", folded)


def _denied(plain: str, at: int) -> bool:
    return _denials().search(plain[max(0, at - _LONGEST_DENIAL) : at]) is not None


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    lists: dict[str, dict[str, list[str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return lists


@cache
def _pattern(name: Literal["complaint", "suggestion"]) -> re.Pattern[str]:
    words = _lists()[name]
    zh = [re.escape(word) for word in words["zh"]]
    en = [rf"\b{re.escape(word)}" for word in words["en"]]
    return re.compile("|".join([*zh, *en]))


@cache
def _denials() -> re.Pattern[str]:
    words = _lists()["denied_by"]
    zh = [re.escape(word) for word in words["zh"]]
    en = [rf"\b{re.escape(word)} " for word in words["en"]]
    return re.compile(f"(?:{'|'.join([*zh, *en])})$")
