"""What an agent says and doesn't say in each situation of a call: the shape of the texts (IN-13, S3 4.3)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.act import Language

Situation = Literal[
    "opening",
    "silence",
    "noise",
    "too_quiet",
    "hands_free",
    "dialect",
    "cannot_hear_us",
    "not_understood",
    "asking_to_repeat",
    "asking_the_name",
    "long_information",
    "reading_back",
    "closing",
    "late_pick_up",
    "outbound",
]
_PLACE = re.compile(r"{(\w*)}")
_PLACES = frozenset({"company", "agent", "customer"})
_Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Told(_Strict):
    """One text in both languages; `{company}`, `{agent}` and `{customer}` are filled in at the desk."""

    zh: _Sentence
    en: _Sentence

    @model_validator(mode="after")
    def same_places(self) -> Self:
        zh, en = (set(_PLACE.findall(text)) for text in (self.zh, self.en))
        if zh != en or zh - _PLACES:
            raise PydanticCustomError("places", "zh and en have the same places, of company, agent, customer")
        return self

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Sentence(Told):
    """What is said, `when`, how long the answer is awaited, and whether the call may end then."""

    when: Told | None = None
    then_wait_seconds: Annotated[int, Field(ge=1, le=60)] | None = None
    ends_call: bool = False


class Rings(_Strict):
    answer_within: Annotated[int, Field(ge=1, le=20)]
    apologise_after: Annotated[int, Field(ge=1, le=20)]


class Guide(_Strict):
    """One version of one situation's texts; it holds from a day on, until the next version does."""

    situation: Situation
    version: Annotated[int, Field(ge=1, le=10_000)]
    from_: date = Field(alias="from")
    title: Told
    say: Annotated[tuple[Sentence, ...], Field(min_length=1, strict=False)]
    do_not_say: Annotated[tuple[Told, ...], Field(min_length=1, strict=False)]
    conduct: Annotated[tuple[Told, ...], Field(min_length=1, strict=False)]
    rings: Rings | None = None


class Guides:
    """All versions of all situations, in the order of a call."""

    def __init__(self, versions: dict[Situation, list[Guide]]) -> None:
        self._versions = versions

    def of(self, situation: Situation) -> list[Guide]:
        """Every version, oldest first."""
        return self._versions[situation]

    def in_force(self, situation: Situation, day: date) -> Guide:
        begun = [guide for guide in self._versions[situation] if guide.from_ <= day]
        return (begun or self._versions[situation])[-1 if begun else 0]

    def all_in_force(self, day: date) -> Iterator[Guide]:
        for situation in self._versions:
            yield self.in_force(situation, day)
