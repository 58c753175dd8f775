"""Putting a ticket's facts right while it runs."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from services.intake.tickets import amending, deciding, progress, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketVisit
from services.intake.tickets.schemas import ChangeTicket
from services.intake.tickets.taking_in import refuse_without_backup

_TOLD = frozenset(events.TicketUpdated.__struct_fields__)
_PLAIN = {"priority", "safety", "department", "backup", "demand_confirmed"}


async def change_ticket(*, session: AsyncSession, act: Act, ticket: Ticket, changes: ChangeTicket) -> None:
    """Take what is given and tell those who work on it; new findings change the decision (PO-08).

    A confirmed demand lets the work begin (IN-01), a unit that is sent in ends the field work (DI-02).
    So does another part at fault (PO-11). Raises `BackupNeeded`.
    """
    progress.refuse_when_ended(ticket)
    waited = not ticket.demand_confirmed
    columns = _columns(changes)
    for name, value in columns.items():
        setattr(ticket, name, value)
    visits = await usecases.visits_of(session, ticket)
    told = {name: value for name, value in columns.items() if name in _TOLD}
    told |= dict(_follows(ticket, changes, visits, waited=waited))
    refuse_without_backup(ticket, today=site_date(act.now))
    happened: list[Event] = [events.TicketUpdated(**told)] if told else []
    part = changes.fault and changes.fault.component
    another_part = part is not None and await amending.name_part(session, ticket, part or None)
    if another_part or not set(changes.findings) <= set(ticket.findings):
        happened += deciding.decide_again(ticket, findings=changes.findings, visits=visits)
        amending.note_time(ticket, now=act.now)
    progress.settle_status(ticket, visits)
    await usecases.keep(session, act, ticket, "change", happened)


def _follows(
    ticket: Ticket, changes: ChangeTicket, visits: list[TicketVisit], *, waited: bool
) -> Iterator[tuple[str, Any]]:
    if waited and ticket.demand_confirmed:
        yield "ready", ticket.ready
    if changes.sent_in and not ticket.sent_in:
        progress.sent_in(ticket, visits)
        yield "field_work", False
        yield "reason", "sent in"


def _columns(changes: ChangeTicket) -> dict[str, Any]:
    plain = changes.model_dump(exclude_none=True, include=_PLAIN)
    if changes.fault:
        plain |= {"fault_code": changes.fault.code, "fault": changes.fault.text}
    if place := changes.location:
        plain |= {"location": place.address, "latitude": place.lat, "longitude": place.lon}
    if window := changes.preferred_window:
        plain |= {"preferred_from": window.from_, "preferred_to": window.to}
    return plain
