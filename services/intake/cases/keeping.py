"""Keeping what complaints tells of its cases; of one case they come in their order."""

from typing import Any

import msgspec
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.events.complaints import (
    ComplaintChanged,
    ComplaintClosed,
    ComplaintLinked,
    ComplaintRegistered,
)
from libs.common.events.envelope import Event, Received
from services.intake.cases.models import ComplaintCase

CASE_EVENTS = (ComplaintRegistered, ComplaintChanged, ComplaintLinked, ComplaintClosed)

_TOLD = ("form_no", "ticket_id", "customer_id", "complaint_class", "severity", "conduct_cause", "cause_code")
_REGISTERED = (*_TOLD, "model", "lot", "received_at")
_CHANGED = ("complaint_class", "severity", "conduct_cause", "cause_code", "model", "lot")
_LINKED = ("form_no", "ticket_id")


async def keep_case(session: AsyncSession, event: Received[Event]) -> None:
    data = event.data
    if isinstance(data, ComplaintRegistered):
        row = {"case_id": event.subject, "registered_at": event.time, **_of(data, _REGISTERED)}
        await session.execute(insert(ComplaintCase).values(row).on_conflict_do_nothing())
    elif isinstance(data, ComplaintClosed):
        await _change(session, event, {"closed_at": event.time})
    else:
        await _change(session, event, _of(data, _LINKED if isinstance(data, ComplaintLinked) else _CHANGED))


async def _change(session: AsyncSession, event: Received[Event], news: dict[str, Any]) -> None:
    mine = update(ComplaintCase).where(ComplaintCase.case_id == event.subject)
    await session.execute(mine.values(**news))


def _of(data: Event, names: tuple[str, ...]) -> dict[str, Any]:
    told = msgspec.structs.asdict(data)
    return {name: told[name] for name in names}
