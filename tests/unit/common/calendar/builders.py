"""Times of November 2026 in Shanghai (the 20th is a Friday), and agreements as packs make them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from libs.common.calendar import Agreement
from libs.common.ids import SITE_ZONE


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day:02} {clock}").replace(tzinfo=SITE_ZONE).astimezone(UTC)


def agreed(hours: float | None = None, *, days: int | None = None, **other: Any) -> Agreement:
    amount = None if hours is None else Decimal(str(hours))
    terms: dict[str, Any] = {"calendar": "cn-office", "desk": "cn-office", "warn_hours": Decimal(1)} | other
    return Agreement(hours=amount, days=days, **terms)
