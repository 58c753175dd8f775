"""What tells of a product's problems: our own tickets and units, complaints' cases (IN-15)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.consumer import Consumer
from libs.common.events.envelope import Event, Received
from libs.common.events.intake import (
    TicketCancelled,
    TicketMerged,
    TicketOpened,
    TicketReassigned,
    TicketUpdated,
    UnitChanged,
)
from libs.common.trace import continued
from services.intake.cases.keeping import CASE_EVENTS, keep_case
from services.intake.quality import reports
from services.intake.quality.raising import reckon

quality = Consumer("intake.quality")

_UNIT_FACTS = frozenset({"model", "lot", "category"})
_STILL_NEWS = timedelta(days=90)
"""How long after its ticket was opened a unit's lot may be filled in and count."""


@quality.on_batch(TicketOpened, TicketUpdated, TicketReassigned, TicketCancelled, TicketMerged, UnitChanged)
async def count_tickets(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """Many tickets at once are one statement to keep, and raise one issue."""
    tickets = {event.subject for event in events if _tells_of_ticket(event.data)}
    if units := {event.data.unit_id for event in events if _tells_of_unit(event.data)}:  # type: ignore[attr-defined]
        since = min(event.time for event in events) - _STILL_NEWS
        tickets.update(await reports.tickets_of_units(session, units, since=since))
    if merged := {event.subject for event in events if isinstance(event.data, TicketMerged)}:
        await reports.keep_cases(session, await reports.cases_of_tickets(session, merged))
    if tickets:
        heard = await reports.keep_tickets(session, tickets)
        await reckon(session=session, act=_act(events[-1]), heard=heard)


@quality.on_batch(*CASE_EVENTS)
async def count_cases(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """Counted together with the tickets; also kept for the register of the day (IN-08)."""
    for event in events:
        await keep_case(session, event)
    cases = {event.subject for event in events}
    await reckon(session=session, act=_act(events[-1]), heard=await reports.keep_cases(session, cases))


def _tells_of_ticket(data: Event) -> bool:
    if isinstance(data, TicketUpdated):
        return (data.fault_code, data.fault, data.safety) != (None, None, None)
    return isinstance(data, TicketOpened | TicketReassigned | TicketCancelled | TicketMerged)


def _tells_of_unit(data: Any) -> bool:
    return isinstance(data, UnitChanged) and not _UNIT_FACTS.isdisjoint(data.fields)


def _act(event: Received[Event]) -> Act:
    """The service's own, for what follows from a batch."""
    return Act(
        actor=Actor.service(quality.service),
        now=event.time,
        request_id=str(event.id),
        source=f"event:{event.id}",
        traceparent=continued(event.traceparent),
    )
