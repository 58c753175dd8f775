"""Keeps the little that cases and penalties need of tickets and visits (XC-01)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events.dispatch import (
    ChargeCollected,
    ChargeEvent,
    ChargeInvoiced,
    PartReplaced,
    TechnicianUnreachable,
    VisitScheduled,
    VisitWithdrawn,
)
from libs.common.events.envelope import Event, Received
from libs.common.events.intake import ConsentRecorded, TicketImported, TicketOpened, TicketReassigned
from services.complaints.tables import Base
from services.complaints.tickets.models import LedgerEntry, ReplacedPart, Technician, Ticket, Visit

tickets = Consumer("complaints.tickets")


@tickets.on_batch(TicketOpened, TicketImported, TicketReassigned)
async def keep_tickets(events: Sequence[Received[Event]], /, *, session: AsyncSession) -> None:
    fields = ("customer_id", "category", "purchase_date")
    rows = [{"id": event.subject, **{name: getattr(event.data, name) for name in fields}} for event in events]
    await _keep(session, Ticket, rows)


@tickets.on_batch(ConsentRecorded)
async def keep_consents(events: Sequence[Received[ConsentRecorded]], /, *, session: AsyncSession) -> None:
    kinds = {True: "consent", False: "refusal"}
    await _enter(session, [_entry(event, event.subject, kinds[event.data.given]) for event in events])


@tickets.on_batch(ChargeCollected, ChargeInvoiced)
async def keep_charges(events: Sequence[Received[ChargeEvent]], /, *, session: AsyncSession) -> None:
    entries = [
        _entry(event, event.data.ticket_id, "charge")
        | {"charge_id": event.data.charge_id, "lines": _lines(event.data)}
        for event in events
    ]
    await _enter(session, entries)


@tickets.on_batch(PartReplaced)
async def keep_parts(events: Sequence[Received[PartReplaced]], /, *, session: AsyncSession) -> None:
    rows = [{"id": event.id, "ticket_id": event.data.ticket_id, "name": event.data.part} for event in events]
    await _keep(session, ReplacedPart, rows)


@tickets.on_batch(VisitScheduled)
async def keep_visits(events: Sequence[Received[VisitScheduled]], /, *, session: AsyncSession) -> None:
    rows = [
        {"id": event.subject, "ticket_id": event.data.ticket_id, "technician_id": event.data.technician_id}
        for event in events
    ]
    await _keep(session, Visit, rows)
    await _keep_technicians(session, [(event.data.technician_id, event.data.user) for event in events])


@tickets.on_batch(VisitWithdrawn)
async def drop_visits(events: Sequence[Received[VisitWithdrawn]], /, *, session: AsyncSession) -> None:
    await session.execute(delete(Visit).where(Visit.id.in_([event.subject for event in events])))


@tickets.on_batch(TechnicianUnreachable)
async def keep_technicians(
    events: Sequence[Received[TechnicianUnreachable]], /, *, session: AsyncSession
) -> None:
    await _keep_technicians(session, [(event.subject, event.data.user) for event in events])


def _lines(charge: ChargeEvent) -> list[dict[str, Any]]:
    assert isinstance(charge, ChargeCollected | ChargeInvoiced)
    return [{"kind": line.kind, "name": line.name, "listed": line.listed} for line in charge.lines]


def _entry(
    event: Received[ConsentRecorded] | Received[ChargeEvent], ticket_id: UUID, kind: str
) -> dict[str, Any]:
    return {
        "id": event.id,
        "ticket_id": ticket_id,
        "at": event.time,
        "kind": kind,
        "amount": event.data.amount,
        "currency": event.data.currency,
    }


async def _enter(session: AsyncSession, entries: Sequence[dict[str, Any]]) -> None:
    """The first entry of a consent or a charge stands."""
    await session.execute(insert(LedgerEntry).values(entries).on_conflict_do_nothing())


async def _keep_technicians(session: AsyncSession, named: Sequence[tuple[UUID, str | None]]) -> None:
    rows = [{"id": technician, "user_name": user} for technician, user in named if user]
    await _keep(session, Technician, rows)


async def _keep(session: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows or give those that are there the new values; of one id the last row stands."""
    latest = list({row["id"]: row for row in rows}.values())
    if not latest:
        return
    statement = insert(table).values(latest)
    new = {name: statement.excluded[name] for name in latest[0] if name != "id"}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new))
