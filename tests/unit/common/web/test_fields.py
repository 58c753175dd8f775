"""What request models accept, for any input (XC-04, issue 2: bad input)."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from libs.common.act import Act, Actor
from libs.common.web.body import read_model
from libs.common.web.fields import At, Day, In, Instant, Lat, Phone, ShortText, Text
from libs.common.web.language import preferred
from libs.common.web.problems import Invalid, Refusal

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)
ACT = Act(actor=Actor(subject="a"), now=NOW, request_id="r", source="http", language="en")


class Line(In):
    name: ShortText
    quantity: int = 1


class Everything(In):
    text: Text | None = None
    at: At = None
    when: Instant | None = None
    day: Day | None = None
    phone: Phone | None = None
    lat: Lat | None = None
    id: UUID | None = None
    flag: bool = False
    lines: tuple[Line, ...] = ()


MODEL = TypeAdapter(Everything)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def read(body: Any) -> Everything:
    result: Everything = read_model(json.dumps(body).encode(), MODEL, ACT)
    return result


def pointers(raw: bytes) -> list[str]:
    """Of the fields at fault; a refusal without any would be of no help."""
    try:
        read_model(raw, MODEL, ACT)
    except Invalid as refusal:
        return [error.pointer for error in refusal.errors] or ["no field"]
    return []


@given(st.dictionaries(st.sampled_from([*Everything.model_fields, "other"]), ANY_JSON))
def test_any_json_is_read_or_refused_with_its_fields(body: dict[str, Any]) -> None:
    assert all(pointer.startswith("/") for pointer in pointers(json.dumps(body).encode()))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert "no field" not in pointers(raw)


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(min_value=NAIVE.replace(year=1901), max_value=NAIVE.replace(year=9998)), OFFSETS)
def test_a_time_with_offset_is_kept_in_utc(moment: datetime, offset: timezone) -> None:
    written = moment.replace(tzinfo=offset)
    assert read({"when": written.isoformat()}).when == written.astimezone(UTC)


@pytest.mark.parametrize("ahead", [-3600, 0, 60])
def test_at_may_lie_in_the_past_and_a_minute_ahead(ahead: int) -> None:
    moment = NOW + timedelta(seconds=ahead)
    assert read({"at": moment.isoformat()}).at == moment


def test_at_further_ahead_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read({"at": (NOW + timedelta(seconds=61)).isoformat()})
    assert [(e.pointer, e.code) for e in refused.value.errors] == [("/at", "in_the_future")]


def test_null_counts_as_left_out() -> None:
    assert read({"flag": None, "lines": None, "at": None}) == read({})


def test_every_field_at_fault_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        read({"lines": [{"name": "x"}, {"quantity": "1", "what": 2}], "lat": 91})
    assert {error.pointer for error in refused.value.errors} == {
        "/lat",
        "/lines/1/name",
        "/lines/1/quantity",
        "/lines/1/what",
    }


@pytest.mark.parametrize("written", ["010-6552 9988", "+86 10 6552 9988", "(010)65529988"])
def test_phones_become_one_form(written: str) -> None:
    assert read({"phone": written}).phone == "+861065529988"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, en;q=0.5", "en"),
        ("zh;q=0.1, en;q=0.2", "en"),
        ("en;q=0", "zh"),
        ("en;q=x, *", "zh"),
        ("en;;;=,", "en"),
    ],
)
def test_the_language_preferred(header: str, language: str) -> None:
    assert preferred(header) == language


def test_a_refusal_speaks_both_languages() -> None:
    class Example(Refusal):
        code = "example"
        zh = "第 {number} 号"
        en = "number {number}"

    refusal = Example(number=3)
    assert (refusal.sentence("zh"), refusal.detail) == ("第 3 号", "number 3")
