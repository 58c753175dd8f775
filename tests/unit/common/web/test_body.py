"""Which field an error in a body names."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

import pytest
from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError, to_json

from libs.common.act import Act, Actor
from libs.common.web.body import read_model
from libs.common.web.fields import In, ShortText
from libs.common.web.problems import Refusal

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
ACT = Act(actor=Actor(subject="agent"), now=NOW, request_id="r", source="http")


class Record(In):
    photos: tuple[ShortText, ...] = ()
    length: Annotated[int, Field(ge=1)] = 1
    by: ShortText


class Sample(In):
    record: Record | ShortText | None = None
    records: tuple[Record, ...] = ()
    low: int = 0
    high: int = 0

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.high < self.low:
            raise PydanticCustomError("order", "below low", {"zh": "小于 low", "field": "high"})
        return self


def faults(body: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        read_model(to_json(body), TypeAdapter(Sample), ACT)
    return {(error.pointer, error.code) for error in refused.value.errors}


@pytest.mark.rule("XC-04")
@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"record": {"by": "x", "extra": 1}}, "/record/extra", "unknown_field"),
        ({"record": {"photos": []}}, "/record/by", "required"),
        ({"record": {"by": "x", "length": 0}}, "/record/length", "greater_than_equal"),
        ({"record": {"by": "x", "photos": ["a", 5]}}, "/record/photos/1", "string_type"),
        ({"record": 5}, "/record", "string_type"),
        ({"records": [{"by": "x"}, {}]}, "/records/1/by", "required"),
        ({"unknown": {}}, "/unknown", "unknown_field"),
        ({"low": 2, "high": 1}, "/high", "order"),
    ],
)
def test_a_fault_names_its_field_by_the_callers_own_names(body: Any, pointer: str, code: str) -> None:
    assert (pointer, code) in faults(body)


@pytest.mark.rule("XC-04")
def test_no_branch_of_a_union_is_named() -> None:
    assert {pointer for pointer, _ in faults({"record": {"by": "x", "extra": 1}})} == {
        "/record/extra",
        "/record",
    }
