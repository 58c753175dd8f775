"""Ids of rows and events, and the numbers that people read out on the phone (IN-05, CO-02)."""

import os
import time
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Asia/Shanghai")


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, method 3: the fraction of the millisecond fills `rand_a`), from machine time."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | random)


def derived_id(source: UUID, name: str) -> UUID:
    """The id of what a consumer makes from the event `source`: a replay makes the same one.

    It keeps the event's time half, so that lists by id stay newest first.
    """
    digest = int.from_bytes(sha256(source.bytes + name.encode()).digest()[:8]) >> 2
    return UUID(int=source.int >> 64 << 64 | 2 << 62 | digest)


@lru_cache(maxsize=1024)
def site_date(moment: datetime) -> date:
    """The day at the site, which numbers carry, of an aware `moment`."""
    return moment.astimezone(SITE_ZONE).date()


def ticket_number(on: date, sequence: int) -> str:
    """`T20261123-000042`; `on` is a day at the site (`site_date`), `sequence` counts within it from 1."""
    return f"T{_day_number(on, sequence)}"


def voucher_number(on: date, sequence: int) -> str:
    """`V20261123-000042`."""
    return f"V{_day_number(on, sequence)}"


def complaint_form_number(on: date, sequence: int, *, prefix: str = "CF") -> str:
    """`CF-202611-0042`; `sequence` counts within the month from 1 (CO-02)."""
    return f"{prefix}-{on:%Y%m}-{_positive(sequence):04d}"


def _day_number(on: date, sequence: int) -> str:
    return f"{_written(on)}-{_positive(sequence):06d}"


@lru_cache(maxsize=64)
def _written(day: date) -> str:
    return f"{day:%Y%m%d}"


def _positive(sequence: int) -> int:
    if sequence < 1:
        raise ValueError("a sequence counts from 1")
    return sequence
