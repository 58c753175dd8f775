"""Reading and checking all pack files at start; the first thing wrong stops it (PO-01)."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, get_args

from pydantic import ValidationError

from libs.common.policy.errors import PackError
from libs.common.policy.inheritance import inherit
from libs.common.policy.library import BASE, Packs, Timeline
from libs.common.policy.pack import Pack
from libs.common.policy.source import Place, Source, read
from libs.common.policy.vocabulary import Category

SHIPPED = Path(__file__).parent / "packs"
_ENDINGS = (".yaml", ".yml")
_OWN = {"pack", "version", "effective", "title", "categories"}
"""Fields that are never inherited."""


class Version(NamedTuple):
    pack: Pack
    source: Source

    @property
    def start(self) -> date:
        return self.pack.effective.from_


def load_packs(folder: Path = SHIPPED) -> Packs:
    """Every YAML file of the folder, one version of one pack each. Raises `PackError`."""
    sources: dict[str, list[Source]] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in _ENDINGS:
            continue
        source = read(file)
        sources.setdefault(str(source.data.get("pack")), []).append(source)
    if BASE not in sources:
        raise PackError(folder, 1, "pack", "there is no base")
    bases = _in_order([Version(_validated(source, source), source) for source in sources.pop(BASE)])
    versions = {name: _versions(found, bases[0]) for name, found in sources.items()}
    timelines = {name: _timeline(found, bases) for name, found in versions.items()}
    timelines[BASE] = Timeline(tuple(v.start for v in bases), tuple(v.pack for v in bases))
    return Packs(timelines, _names(versions, folder))


def _versions(sources: list[Source], base: Version) -> list[Version]:
    return _in_order([Version(_validated(source, base.source), source) for source in sources])


def _timeline(versions: list[Version], bases: list[Version]) -> Timeline:
    """A pack changes where it or its base does."""
    starts = sorted({version.start for version in versions + bases})
    pairs = [(_at(versions, start), _at(bases, start)) for start in starts]
    return Timeline(tuple(starts), tuple(_validated(own.source, base.source) for own, base in pairs))


def _at(versions: list[Version], day: date) -> Version:
    return next((version for version in reversed(versions) if version.start <= day), versions[0])


def _validated(source: Source, base: Source) -> Pack:
    inherited = {name: value for name, value in base.data.items() if name not in _OWN}
    if "base_version" in source.data:
        raise source.error(("base_version",), "the base's version is found, not given")
    try:
        data = {**inherit(source.data, inherited), "base_version": base.data.get("version")}
        return Pack.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place: Place = first["loc"]
        inherits = place[0] not in _OWN and not source.line(place)
        at_fault = base if inherits and base.line(place) else source
        field = place if first["type"] == "missing" else at_fault.known(place)
        raise at_fault.error(field, first["msg"].removeprefix("Value error, ")) from error


def _in_order(versions: list[Version]) -> list[Version]:
    """By effective date, without overlap or gap, the last one without end."""
    ordered = sorted(versions, key=lambda version: version.start)
    for earlier, later in pairwise(ordered):
        end = earlier.pack.effective.to
        if end is None or end >= later.start:
            raise later.source.error(("effective", "from"), f"overlaps with {earlier.source.file.name}")
        if end + timedelta(days=1) != later.start:
            raise later.source.error(("effective", "from"), f"leaves a gap after {earlier.source.file.name}")
    if len({version.pack.version for version in ordered}) < len(ordered):
        raise ordered[-1].source.error(("version",), "two files of the pack have the same version")
    if ordered[-1].pack.effective.to:
        raise ordered[-1].source.error(("effective", "to"), "the last version has no end")
    return ordered


def _names(versions: dict[str, list[Version]], folder: Path) -> dict[Category, str]:
    """Which pack has the category: each category is in one, and in all versions of it."""
    names: dict[Category, str] = {}
    for name, found in versions.items():
        for version in found:
            if taken := sorted(c for c in version.pack.categories if names.get(c, name) != name):
                raise version.source.error(("categories",), f"{taken[0]} is in {names[taken[0]]} too")
            if version.pack.categories != found[0].pack.categories:
                raise version.source.error(("categories",), "the pack's versions differ in their categories")
            names |= dict.fromkeys(version.pack.categories, name)
    for category in get_args(Category):
        if category not in names:
            raise PackError(folder, 1, "categories", f"no pack has {category}")
    return names
