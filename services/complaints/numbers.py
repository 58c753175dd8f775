"""Numbers of forms: prefix, year-month, sequence; never used twice (CO-02)."""

from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.ids import complaint_form_number, site_date
from services.complaints.tables import Base

Prefix = Literal["CF", "MM", "RN"]
"""Complaint form, memorandum, notice of reward or penalty."""


class FormCounter(Base):
    """Last number of each prefix and month; its row is locked until the form is there."""

    __tablename__ = "form_counters"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


async def next_number(session: AsyncSession, prefix: Prefix, *, now: datetime) -> str:
    """E.g. `CF-202611-0042`; the month is the site's."""
    today = site_date(now)
    sequence = await session.scalar(_DRAW, {"prefix": prefix, "month": f"{today:%Y%m}"})
    assert sequence is not None
    return complaint_form_number(today, sequence, prefix=prefix)


_DRAW = text("""
    INSERT INTO form_counters (prefix, month, last) VALUES (:prefix, :month, 1)
    ON CONFLICT (prefix, month) DO UPDATE SET last = form_counters.last + 1 RETURNING last""")
