"""Requests and responses about dead letters."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field
from pydantic_core import from_json

from libs.common.letters.models import DeadLetter
from libs.common.web.fields import In, Out, ShortText

Reason = Literal["undecodable", "failed", "behind"]


class LetterOut(Out):
    event_id: UUID
    consumer: str = Field(description="the service, where nobody could read it")
    reason: Reason = Field(description="`behind`: it waits for an earlier event of its key")
    error: str
    attempts: int
    topic: str
    key: UUID | None
    version: int | None
    first_seen: datetime = Field(description="machine time")
    last_seen: datetime = Field(description="machine time")
    replay: bool = Field(description="a replay is asked for and has not happened yet")


class LetterContentOut(LetterOut):
    headers: dict[str, str]
    data: Any = Field(description="what the record holds, or null where that is no JSON")
    text: str | None = Field(description="the same as it came; bytes that are no UTF-8 as \\xhh")

    @classmethod
    def of(cls, letter: DeadLetter) -> Self:
        shown = LetterOut.model_validate(letter).model_dump()
        headers = {name: _text(base64.b64decode(content)) for name, content in letter.headers}
        value = letter.value
        return cls(**shown, headers=headers, data=_json(value), text=None if value is None else _text(value))


class LettersOut(Out):
    """One event, as each of the consumers that set it aside has it."""

    items: list[LetterContentOut]


class MendLetter(In):
    data: dict[str, Any] = Field(description="the whole content as it should have been")
    headers: Annotated[dict[ShortText, ShortText] | None, Field(max_length=50)] = Field(
        None, description="replace those of the same name, e.g. `ce_type`"
    )


class ReplayLetters(In):
    consumer: ShortText


class ReplayOut(Out):
    letters: int = Field(description="how many the worker will take up, in the order of their keys")


def _text(content: bytes) -> str:
    return content.decode(errors="backslashreplace")


def _json(value: bytes | None) -> Any:
    try:
        return from_json(value or b"", allow_inf_nan=False)
    except ValueError:
        return None
