"""Days at the site as moments."""

from datetime import UTC, date, datetime, time

from libs.common.ids import SITE_ZONE


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), SITE_ZONE).astimezone(UTC)
