"""Pure decisions about suggestions (IN-18)."""

from datetime import date, datetime, timedelta

from libs.common.ids import site_date
from services.intake.days import start_of

DEPUTY_GM = "deputy_gm"
"""Whose the serious ones are."""
_VALUABLE = frozenset({"valuable", "adopted", "有价值", "采纳"})


def is_valuable(verdict: str, said: bool | None) -> bool:
    """What was said of it; else a verdict that finds it valuable or adopts it."""
    return verdict.casefold() in _VALUABLE if said is None else said


def month_of(moment: datetime) -> str:
    """`2026-11`, at the site."""
    return f"{site_date(moment):%Y-%m}"


def bounds(month: str) -> tuple[datetime, datetime]:
    """When a month begins at the site, and when the next one does."""
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return start_of(first), start_of(following)
