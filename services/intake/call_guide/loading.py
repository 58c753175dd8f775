"""Reading and checking the call guide's texts at start; the first thing wrong stops it (IN-13)."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, get_args

from pydantic import ValidationError

from libs.common.policy.errors import PackError
from libs.common.policy.source import Source, read
from services.intake.call_guide.guide import Guide, Guides, Situation

SHIPPED = Path(__file__).parent / "texts"


class _Version(NamedTuple):
    guide: Guide
    source: Source


@cache
def shipped_guides() -> Guides:
    """Asked for by the composition root. Raises `PackError`."""
    return load_guides(SHIPPED)


def load_guides(folder: Path) -> Guides:
    """Every `*.yaml` of the folder, one version of one situation each. Raises `PackError`."""
    found = [_validated(read(file)) for file in sorted(folder.glob("*.yaml"))]
    return Guides({situation: _in_order(situation, found, folder) for situation in get_args(Situation)})


def _validated(source: Source) -> _Version:
    try:
        return _Version(Guide.model_validate(source.data), source)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = first["loc"]
        field = place if first["type"] in ("missing", "extra_forbidden") else source.known(place)
        raise source.error(field, first["msg"]) from error


def _in_order(situation: Situation, found: list[_Version], folder: Path) -> list[Guide]:
    """Versions count from 1, and a later one holds from a later day."""
    own = sorted(
        (one for one in found if one.guide.situation == situation), key=lambda one: one.guide.version
    )
    if not own:
        raise PackError(folder, 1, "situation", f"nothing for {situation}")
    for number, one in enumerate(own, start=1):
        if one.guide.version != number:
            raise one.source.error(("version",), f"version {number} of {situation} is missing or there twice")
    for earlier, later in pairwise(own):
        if later.guide.from_ <= earlier.guide.from_:
            raise later.source.error(("from",), f"not later than version {earlier.guide.version}")
    return [one.guide for one in own]
