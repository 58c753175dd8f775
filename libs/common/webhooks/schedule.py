"""When a message that wasn't taken is sent again, and when it is given up; in business time."""

from datetime import datetime, timedelta

DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800, 43_200, 43_200, 86_400)
)
"""After the first, second, ... failure; the last one goes on until the end."""
GIVEN_UP_AFTER = timedelta(days=3)


def next_attempt(*, made_at: datetime, attempts: int, now: datetime) -> datetime | None:
    """None where it is given up: it has been tried, and will be older than three days."""
    at = now + DELAYS[min(attempts, len(DELAYS)) - 1]
    return at if at - made_at <= GIVEN_UP_AFTER else None
