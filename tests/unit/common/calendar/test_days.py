"""Holidays, make-up days, years not yet published, and added ones (XC-08)."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import get_holiday_detail, is_workday

from libs.common.calendar import PublishedYear, read_years
from libs.common.calendar.days import ChineseDays, DayKind
from libs.common.calendar.named import office_calendar
from libs.common.calendar.statutory import statutory_days

pytestmark = pytest.mark.rule("XC-08")

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_published_years_are_the_libraries() -> None:
    days, office = ChineseDays(), office_calendar()
    for ordinal in range(date(2024, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        noon = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        assert office.is_open(noon) == is_workday(day)
        assert days.is_published(day.year)


def test_the_statutory_days_of_2027() -> None:
    assert sorted(f"{day:%m-%d}" for day in statutory_days(2027)) == [
        *("01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02"),
        *("06-09", "09-15", "10-01", "10-02", "10-03"),
    ]


def test_unpublished_years_have_weekends_and_statutory_days() -> None:
    days = ChineseDays()
    assert not days.is_published(2027)
    assert days.kind(date(2027, 2, 5)) is DayKind.HOLIDAY
    assert days.kind(date(2027, 2, 9)) is DayKind.ORDINARY
    assert get_holiday_detail(date(2026, 2, 23))[0], "the published years know bridges that the law doesn't"


def test_a_year_can_be_added(tmp_path: Path) -> None:
    notice = tmp_path / "years.yaml"
    notice.write_text("- {year: 2027, holidays: [2027-02-09], workdays: [2027-02-06]}\n", "utf-8")
    days = ChineseDays(read_years(notice))
    assert days.is_published(2027)
    assert days.years == range(2004, 2038)
    assert days.kind(date(2027, 2, 5)) is DayKind.ORDINARY
    assert days.kind(date(2027, 2, 9)) is DayKind.HOLIDAY
    assert days.kind(date(2027, 2, 6)) is DayKind.MAKE_UP
    office = office_calendar(read_years(notice))
    due = office.add(datetime(2027, 2, 5, 17, tzinfo=SHANGHAI), hours=2)
    assert due.due_at == datetime(2027, 2, 6, 10, tzinfo=SHANGHAI)
    assert due.provisional is False


@pytest.mark.parametrize(
    "text",
    [
        "- {year: 2027, holidays: [2028-02-09]}",
        "- {year: 2027, holidays: [2027-02-06], workdays: [2027-02-06]}",
        "- {year: 2027}",
        "2027: no list",
    ],
)
def test_a_bad_year_is_refused(tmp_path: Path, text: str) -> None:
    notice = tmp_path / "years.yaml"
    notice.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="validation error"):
        read_years(notice)


def test_an_added_year_replaces_what_the_library_says() -> None:
    days = ChineseDays([PublishedYear(year=2026, holidays=frozenset())])
    assert days.kind(date(2026, 10, 1)) is DayKind.ORDINARY
