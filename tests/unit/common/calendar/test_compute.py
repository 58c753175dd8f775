"""`POST /deadlines/compute`, row by row of api.md, without the HTTP around it."""

import json
from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.common.calendar import CalendarError
from libs.common.calendar.schemas import DeadlineAnswer, DeadlineRequest
from libs.common.ids import SITE_ZONE

FRIDAY = "2026-11-20T16:00:00+08:00"

ZONES = [None, UTC, SITE_ZONE, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12, minutes=-30))]

times = (
    st.datetimes(timezones=st.sampled_from(ZONES)).map(lambda moment: moment.isoformat())
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", FRIDAY, "24:00", "0"])
    | st.integers()
)
amounts = st.none() | st.integers() | st.floats() | st.text(max_size=3) | st.integers(1, 40) | st.booleans()
requests = st.fixed_dictionaries(
    {"start": times, "calendar": st.sampled_from(["clock", "cn-office", "moon"])},
    optional={
        "hours": amounts,
        "days": amounts,
        "pauses": st.none() | st.lists(st.fixed_dictionaries({"from": times, "to": times}), max_size=3),
    },
)


def compute(**body: Any) -> DeadlineAnswer:
    return DeadlineRequest.model_validate({"start": FRIDAY, "calendar": "cn-office"} | body).answer()


def due(**body: Any) -> str:
    """In Shanghai, to the second."""
    return compute(**body).due_at.astimezone(SITE_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def refused(**body: Any) -> tuple[str, str]:
    with pytest.raises(CalendarError) as error:
        compute(**body)
    assert error.value.detail_zh
    return error.value.code, error.value.pointer


@pytest.mark.rule("XC-08", "IN-06")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"hours": 1}, "2026-11-20 17:00:00"),
        ({"hours": 2}, "2026-11-20 18:00:00"),
        ({"hours": 3}, "2026-11-23 10:00:00"),
        ({"hours": 2.5}, "2026-11-23 09:30:00"),
        ({"hours": 0.0125}, "2026-11-20 16:00:45"),
        ({"hours": 5}, "2026-11-23 12:00:00"),
        ({"hours": 0}, "2026-11-20 16:00:00"),
        ({"days": 1}, "2026-11-23 18:00:00"),
        ({"days": 5}, "2026-11-27 18:00:00"),
        ({"start": "2026-11-21T10:00:00+08:00", "hours": 1}, "2026-11-23 10:00:00"),
        ({"start": "2026-11-20T18:00:00+08:00", "hours": 0}, "2026-11-23 09:00:00"),
        ({"start": "2026-11-20T12:00:00+08:00", "hours": 1}, "2026-11-20 14:00:00"),
        ({"start": "2026-11-20T03:30:00Z", "hours": 1}, "2026-11-20 13:30:00"),
        ({"calendar": "clock", "hours": 10}, "2026-11-21 02:00:00"),
        ({"calendar": "clock", "days": 2}, "2026-11-22 16:00:00"),
    ],
)
def test_due_times(body: dict[str, Any], expected: str) -> None:
    assert due(**body) == expected


@pytest.mark.rule("XC-08")
def test_the_golden_week_and_its_make_up_saturday() -> None:
    before_the_week = "2026-09-30T17:00:00+08:00"
    assert due(start=before_the_week, hours=2) == "2026-10-08 10:00:00"
    assert due(start=before_the_week, days=3) == "2026-10-10 18:00:00"


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-11-20T16:30:00+08:00", "2026-11-20T17:00:00+08:00")], "2026-11-20 17:30:00"),
        (
            [
                ("2026-11-20T16:10:00+08:00", "2026-11-20T16:40:00+08:00"),
                ("2026-11-20T16:20:00+08:00", "2026-11-20T16:50:00+08:00"),
            ],
            "2026-11-20 17:40:00",
        ),
        ([("2026-11-20T17:00:00+08:00", "2026-11-20T17:30:00+08:00")], "2026-11-20 17:00:00"),
        ([("2026-11-20T14:00:00+08:00", "2026-11-20T15:00:00+08:00")], "2026-11-20 17:00:00"),
        ([("2026-11-20T16:00:00+08:00", "2026-11-23T09:00:00+08:00")], "2026-11-23 10:00:00"),
        ([("2026-11-20T08:30:00Z", "2026-11-20T08:30:01Z")], "2026-11-20 17:00:01"),
    ],
)
def test_pauses(pauses: list[tuple[str, str]], expected: str) -> None:
    assert due(hours=1, pauses=[{"from": begin, "to": end} for begin, end in pauses]) == expected


def test_a_pause_moves_days_by_its_open_time() -> None:
    monday = {"from": "2026-11-23T09:00:00+08:00", "to": "2026-11-23T18:00:00+08:00"}
    assert due(days=1, pauses=[monday]) == "2026-11-24 18:00:00"


def test_null_counts_as_left_out() -> None:
    assert due(hours=1, days=None, pauses=None) == "2026-11-20 17:00:00"


@pytest.mark.rule("XC-08")
def test_unpublished_years_are_provisional() -> None:
    assert compute(hours=1).provisional is False
    answer = compute(start="2026-12-31T16:00:00+08:00", days=1)
    assert answer.provisional is True
    assert json.loads(answer.model_dump_json()) == {"due_at": "2027-01-04T10:00:00Z", "provisional": True}
    assert compute(calendar="clock", start="2030-01-01T00:00:00Z", hours=1).provisional is False


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "exactly_one", "/hours"),
        ({"hours": 1, "days": 1}, "exactly_one", "/days"),
        ({"hours": 100_000}, "beyond_calendar", "/hours"),
        ({"days": 4000}, "beyond_calendar", "/days"),
        ({"start": "2037-01-01T00:00:00+08:00", "hours": 1}, "beyond_calendar", "/start"),
        ({"start": "2003-12-31T00:00:00+08:00", "hours": 1}, "before_calendar", "/start"),
        ({"start": "9999-12-31T23:59:59Z", "calendar": "clock", "days": 1}, "out_of_range", "/days"),
        (
            {"hours": 1, "pauses": [{"from": FRIDAY, "to": FRIDAY}]},
            "pause_order",
            "/pauses/0/to",
        ),
        (
            {"hours": 1, "pauses": [{"from": FRIDAY, "to": "9999-12-31T23:59:59Z"}]},
            "beyond_calendar",
            "/hours",
        ),
    ],
)
def test_refusals_name_the_field(body: dict[str, Any], code: str, pointer: str) -> None:
    assert refused(**body) == (code, pointer)


def test_the_last_second_of_the_tenth_year_is_still_in_reach() -> None:
    assert due(start="2036-12-31T17:00:00+08:00", hours=1) == "2036-12-31 18:00:00"
    assert refused(start="2036-12-31T17:00:00+08:00", hours=1.001) == ("beyond_calendar", "/hours")


def test_100_000_hours_are_the_most() -> None:
    assert due(calendar="clock", hours=100_000) == "2038-04-18 08:00:00"
    with pytest.raises(ValidationError):
        compute(calendar="clock", hours=100_000.1)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"start": "2026-11-20T16:00:00", "hours": 1}, ("start",)),
        ({"start": 0, "hours": 1}, ("start",)),
        ({"start": "1763625600", "hours": 1}, ("start",)),
        ({"hours": "1"}, ("hours",)),
        ({"hours": True}, ("hours",)),
        ({"hours": -1}, ("hours",)),
        ({"hours": float("nan")}, ("hours",)),
        ({"hours": float("inf")}, ("hours",)),
        ({"hours": 10**400}, ("hours",)),
        ({"days": 0}, ("days",)),
        ({"days": 1.5}, ("days",)),
        ({"days": 10**400}, ("days",)),
        ({"hours": 1, "zone": "UTC"}, ("zone",)),
        ({"hours": 1, "calendar": "moon"}, ("calendar",)),
        ({"hours": 1, "pauses": [{"from": FRIDAY, "to": None}]}, ("pauses", 0, "to")),
    ],
)
def test_malformed_bodies_name_the_field(body: dict[str, Any], where: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as error:
        compute(**body)
    assert error.value.errors()[0]["loc"] == where


@given(requests)
def test_no_body_raises_anything_but_a_value_error(body: dict[str, Any]) -> None:
    try:
        answer = DeadlineRequest.model_validate(body).answer()
    except ValueError:
        return
    assert answer.due_at.utcoffset() is not None
