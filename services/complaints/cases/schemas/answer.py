"""Bodies of answers, objections, improvements and the closing (CO-10 … CO-12, CO-17, CO-20)."""

from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import At, Day, In, ShortText, Text


class Answered(In):
    at: At = None
    reason: Text | None = None


class FindNotEstablished(In):
    reason: Text
    collect_by: Day | None = None


class Memorandum(In):
    memorandum: Text


class RuleObjection(In):
    upheld: bool
    text: Text | None = None


class OpenImprovement(In):
    action: Text
    owner: ShortText
    due_on: Day


class CheckImprovement(In):
    """Not effective it is open again: by `due_on`, else the pack's days, and by `owner` from now on."""

    effective: bool = True
    text: Text | None = None
    owner: ShortText | None = None
    due_on: Day | None = None

    @model_validator(mode="after")
    def open_again(self) -> Self:
        for name in ("owner", "due_on"):
            if self.effective and getattr(self, name):
                raise PydanticCustomError(
                    "effective",
                    "goes with effective: false only",
                    {"zh": "只在 effective 为 false 时填写", "field": name},
                )
        return self


class Close(In):
    """`carried_out_on`: when the remedy was carried out; left out, today."""

    carried_out_on: Day | None = None
