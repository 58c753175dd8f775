"""Some days after a repair the customer is asked whether it helped (FU-04)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import derived_id, site_date
from libs.common.record import record
from services.followup.calls.models import FollowUp
from services.followup.calls.scheduling import cancel, open_calls, schedule, time_for
from services.followup.customers.models import Customer
from services.followup.packs import figures
from services.followup.tickets.models import Ticket
from services.followup.tickets.rules import Repair, latest_repair


async def settle_effect_call(*, session: AsyncSession, act: Act, ticket: Ticket) -> None:
    """One call for the latest repair; a re-opened or cancelled ticket has none until it is repaired again."""
    repair = _wanted(ticket)
    waiting = await open_calls(session, reason="effect", ticket_id=ticket.id)
    if repair is None:
        for call in waiting:
            await cancel(session=session, act=act, call=call)
    elif waiting:
        await _move(session, act, waiting[0], ticket, repair)
    elif not await _asked_since(session, ticket, repair):
        await schedule(
            session=session,
            act=act,
            id_=derived_id(repair.source_id, "effect"),
            reason="effect",
            earliest=repair.at + _delay(ticket, repair),
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            source_id=repair.source_id,
            source_at=repair.at,
        )


def _wanted(ticket: Ticket) -> Repair | None:
    if ticket.kind != "repair" or ticket.cancelled:
        return None
    return latest_repair(ticket.visits, ticket.closings, reopened_at=ticket.reopened_at)


async def _move(session: AsyncSession, act: Act, call: FollowUp, ticket: Ticket, repair: Repair) -> None:
    """Somebody was there again meanwhile: the call waits for that repair to show its effect."""
    if call.source_id == repair.source_id:
        return
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    call.source_id, call.source_at = repair.source_id, repair.at
    call.due_at = time_for(repair.at + _delay(ticket, repair), customer, act)
    await record(session, act=act, aggregate=call, verb="move", correlation=ticket.id)


async def _asked_since(session: AsyncSession, ticket: Ticket, repair: Repair) -> bool:
    asked = select(FollowUp.id).where(
        FollowUp.ticket_id == ticket.id, FollowUp.reason == "effect", FollowUp.source_at >= repair.at
    )
    return await session.scalar(asked.limit(1)) is not None


def _delay(ticket: Ticket, repair: Repair) -> timedelta:
    of_pack = figures(
        today=site_date(repair.at), category=ticket.category, purchase_date=ticket.purchase_date
    )
    return timedelta(days=of_pack.effect_call_days)
