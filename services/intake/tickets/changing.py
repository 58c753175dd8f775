"""Putting a ticket's facts right while it runs."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from services.intake.tickets import deciding, progress, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import ChangeTicket

_TOLD = frozenset(events.TicketUpdated.__struct_fields__)


async def change_ticket(*, session: AsyncSession, act: Act, ticket: Ticket, changes: ChangeTicket) -> None:
    """Take what is given and tell those who work on it; new findings change the decision (PO-08)."""
    progress.refuse_when_ended(ticket)
    columns = _columns(changes)
    for name, value in columns.items():
        setattr(ticket, name, value)
    told = {name: value for name, value in columns.items() if name in _TOLD}
    happened: list[Event] = [events.TicketUpdated(**told)] if told else []
    if changes.findings and not set(changes.findings) <= set(ticket.findings):
        visits = await usecases.visits_of(session, ticket)
        happened += deciding.decide_again(ticket, findings=changes.findings, visits=visits)
    await usecases.keep(session, act, ticket, "change", happened)


def _columns(changes: ChangeTicket) -> dict[str, Any]:
    plain = changes.model_dump(exclude_none=True, include={"priority", "safety", "department", "backup"})
    if changes.fault:
        plain |= {"fault_code": changes.fault.code, "fault": changes.fault.text}
    if place := changes.location:
        plain |= {"location": place.address, "latitude": place.lat, "longitude": place.lon}
    if window := changes.preferred_window:
        plain |= {"preferred_from": window.from_, "preferred_to": window.to}
    return plain
