"""Days at the site as moments."""

from datetime import UTC, date, datetime, time, timedelta

from libs.common.ids import SITE_ZONE


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), SITE_ZONE).astimezone(UTC)


def since(when: date) -> datetime:
    """A moment as it is, a day from its beginning."""
    return when if isinstance(when, datetime) else start_of(when)


def until(when: date) -> datetime:
    """A moment as it is, a day to its end."""
    return when if isinstance(when, datetime) else start_of(when + timedelta(days=1))
