"""What repairs and tickets tell about a unit's warranty (PO-09, PO-11, PO-15)."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.dispatch import PartReplaced
from libs.common.events.envelope import Received
from libs.common.events.intake import TicketClosed, TicketOpened, TicketReassigned, TicketReopened
from libs.common.ids import site_date
from libs.common.policy.warranty import RepairPeriod
from services.intake.tickets.models import Ticket
from services.intake.units import usecases
from services.intake.units.models import UnitRepair
from services.intake.units.rules import repair_period, under_own_period

units = Consumer("intake.units")


@units.on(PartReplaced)
async def start_component_clock(event: Received[PartReplaced], *, session: AsyncSession, act: Act) -> None:
    """Which parts have a clock of their own is the pack's word, at the decision; here all are kept."""
    unit_id = await session.scalar(select(Ticket.unit_id).where(Ticket.id == event.data.ticket_id))
    if unit_id is None:
        return
    unit = await usecases.lock_unit(session=session, unit_id=unit_id)
    await usecases.replace_component(
        session=session,
        act=act,
        unit=unit,
        component=event.data.part,
        replaced_on=event.data.replaced_on,
    )


@units.on_batch(TicketOpened)
async def note_beginning(events: Sequence[Received[TicketOpened]], *, session: AsyncSession) -> None:
    repairs = [
        {"ticket_id": event.subject, "unit_id": event.data.unit_id, "began_at": event.time}
        for event in events
        if event.data.kind == "repair" and event.data.unit_id
    ]
    if repairs:
        await session.execute(insert(UnitRepair).on_conflict_do_nothing(), repairs)


@units.on(TicketReassigned)
async def follow_ticket(event: Received[TicketReassigned], *, session: AsyncSession, act: Act) -> None:  # noqa: ARG001
    """It was another unit that is being repaired, since the request."""
    ticket = await session.get_one(Ticket, event.subject)
    await session.execute(delete(UnitRepair).where(UnitRepair.ticket_id == ticket.id))
    if ticket.kind == "repair" and event.data.unit_id is not None:
        repair = UnitRepair(ticket_id=ticket.id, unit_id=event.data.unit_id, began_at=ticket.opened_at)
        session.add(repair)
        await session.flush()


@units.on(TicketReopened)
async def begin_again(event: Received[TicketReopened], *, session: AsyncSession, act: Act) -> None:
    """A repeat repair is one that failed before (PO-09)."""
    repair = await session.get(UnitRepair, event.subject)
    if repair is None:
        return
    repair.began_at = event.time
    if event.data.repeat_repair:
        ticket = await session.get(Ticket, event.subject)
        await usecases.note_failed_repair(
            session=session,
            act=act,
            unit_id=repair.unit_id,
            ticket_id=event.subject,
            component=ticket.component if ticket else None,
        )


@units.on(TicketClosed)
async def settle_warranty(event: Received[TicketClosed], *, session: AsyncSession, act: Act) -> None:
    """An exchange of the unit restarts its period; the days of a repair within its own period extend it."""
    unit_id, outcome = event.data.unit_id, event.data.outcome
    if unit_id is None:
        return
    if outcome in ("exchanged", "replaced") and event.data.new_serial is not None:
        await usecases.exchange_at_closing(
            session=session,
            act=act,
            unit_id=unit_id,
            ticket_id=event.subject,
            new_serial=event.data.new_serial,
            on=site_date(event.time),
        )
    elif outcome in ("exchanged", "replaced"):
        await usecases.restart_warranty(session=session, act=act, unit_id=unit_id, on=site_date(event.time))
    elif outcome == "repaired":
        await usecases.settle_repair(
            session=session,
            act=act,
            unit_id=unit_id,
            done_on=site_date(event.data.done_at or event.time),
            period=await _repair_period(session, event),
        )


async def _repair_period(session: AsyncSession, event: Received[TicketClosed]) -> RepairPeriod | None:
    """From the request to the day the work was done; none outside the unit's own period."""
    ticket = await session.get(Ticket, event.subject)
    repair = await session.get(UnitRepair, event.subject)
    if ticket is None or repair is None or not under_own_period(ticket.entitlement):
        return None
    return repair_period(repair.began_at, event.data.done_at or event.time)
