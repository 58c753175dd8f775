"""Pure decisions about articles (IN-03)."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Protocol

from libs.common.policy.benefits import household

LANGUAGES = ("zh", "en")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_JOINT = re.compile(r"[-_./]+")
_JOINED = re.compile(r"[a-z0-9]+(?:[-_./]+[a-z0-9]+)+")
_NUMBER = re.compile(r"(?<![\w-])\+?\d(?:[ -]?\d){6,}(?![\w-])", re.ASCII)
_DRAFT = {
    "zh": "故障现象：{fault}\n故障原因：{cause}\n处理方法：{resolution}\n更换部件：{parts}",
    "en": "Fault: {fault}\nCause: {cause}\nWhat was done: {resolution}\nParts replaced: {parts}",
}
_NO_PARTS = {"zh": "无", "en": "none"}


class Content(Protocol):
    title: Any
    text: Any
    categories: Any
    models: Any
    fault_codes: Any
    keywords: Any


def words_of(version: Content) -> str:
    """What it is found by, in either language; names of models as they are written and in one word."""
    told = (*version.title.values(), *version.text.values())
    words = "\n".join((*told, *version.models, *version.fault_codes, *version.keywords))
    plain = unicodedata.normalize("NFKC", words).lower()
    return "\n".join((plain, *sorted({_JOINT.sub("", name) for name in _JOINED.findall(plain)})))


def untold(version: Content) -> list[str]:
    """What is still missing of zh and en, as JSON pointers."""
    pairs = [("title", version.title), ("text", version.text)]
    return [f"/{name}/{language}" for name, told in pairs for language in LANGUAGES if not told.get(language)]


def fault_key(*, category: str | None, model: str | None, code: str | None, fault: str) -> str:
    """Two repairs with the same key are of one problem, however it was typed."""
    problem = household(code) if code else household(fault)
    return "|".join((category or "", household(model or ""), problem))[:400]


def language_of(text: str) -> str:
    return "zh" if _CHINESE.search(text) else "en"


def draft(
    *,
    category: str | None,
    model: str | None,
    code: str | None,
    fault: str,
    cause: str,
    resolution: str,
    parts: Sequence[str],
    names: Sequence[str],
) -> dict[str, Any]:
    """An article's content from a report, in the report's language; nobody's name or number goes into it."""
    language = language_of(f"{fault}{cause}{resolution}")
    told = {
        "fault": fault,
        "cause": cause,
        "resolution": resolution,
        "parts": "、".join(parts) or _NO_PARTS[language],
    }
    text = _DRAFT[language].format(**told)
    return {
        "title": {language: without_persons(" ".join(filter(None, (model, fault)))[:200], names)},
        "text": {language: without_persons(text, names)},
        "categories": [category] if category else [],
        "models": [model] if model else [],
        "fault_codes": [code] if code else [],
        "keywords": [],
    }


def without_persons(text: str, names: Sequence[str]) -> str:
    """Articles are for everybody: neither names nor numbers of telephones stay in (IN-12)."""
    for name in names:
        text = text.replace(name, "…")
    return _NUMBER.sub("…", text)
