"""What a file calls its columns, and what words in its cells mean; the words stand in `columns.yaml`."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from services.intake.imports.refusals import DuplicateColumn, MissingColumns, UnknownColumns

Kind = Literal["customers", "units", "contracts", "tickets"]

_SUPERFLUOUS = re.compile(r"[\W_]+")


class KindColumns(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    required: list[str]
    columns: dict[str, list[str]]


class Words(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    kinds: dict[Kind, KindColumns]
    values: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def words() -> Words:
    return Words.model_validate(yaml.safe_load(Path(__file__).with_name("columns.yaml").read_text("utf-8")))


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """One key for all spellings: `Serial No.`, `serial_no` and `ＳＥＲＩＡＬ　ＮＯ` are the same."""
    return _SUPERFLUOUS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def recognised(text: str) -> int:
    """How many of the words in a text are names of columns, of whatever kind of import."""
    return sum(plain(part) in _every_name() for part in re.split(r"[,;|\t]", text[:10_000]))


def mapped(kind: Kind, header: list[str]) -> dict[str, str]:
    """The file's name of a column → ours; what nobody knows is left out.

    Raises `DuplicateColumn`, `UnknownColumns`, `MissingColumns`.
    """
    known = _names(kind)
    columns = {name: known[plain(name)] for name in header if plain(name) in known}
    if repeated := _repeated(header, columns):
        raise DuplicateColumn(names=", ".join(repeated)[:500])
    if not columns:
        raise UnknownColumns(known=", ".join(words().kinds[kind].columns))
    missing = [name for name in words().kinds[kind].required if name not in columns.values()]
    if missing:
        raise MissingColumns(names=", ".join(map(_both, (words().kinds[kind].columns[n] for n in missing))))
    return columns


def column_named(kind: Kind, name: str) -> str | None:
    """Our column of a name; None where nobody knows it."""
    return _names(kind).get(plain(name))


@lru_cache(maxsize=256)
def meaning(of: str) -> dict[str, str]:
    """Words that stand for a value of the column `of`, without case and punctuation."""
    return {plain(word): value for word, value in words().values[of].items()}


def _both(names: list[str]) -> str:
    return f"{names[0]}（{names[1]}）"


def _repeated(header: list[str], columns: dict[str, str]) -> list[str]:
    """Named twice, or by two names of one meaning."""
    by_name = [name for name, count in Counter(filter(None, header)).items() if count > 1]
    meanings = Counter(columns.values())
    return by_name or [name for name, ours in columns.items() if meanings[ours] > 1]


@lru_cache(maxsize=8)
def _names(kind: Kind) -> dict[str, str]:
    """The first column that has a name keeps it."""
    known: dict[str, str] = {}
    for column, names in words().kinds[kind].columns.items():
        for name in (column, *names):
            known.setdefault(plain(name), column)
    return known


@lru_cache(maxsize=1)
def _every_name() -> frozenset[str]:
    return frozenset(name for kind in words().kinds for name in _names(kind))
