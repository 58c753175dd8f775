"""A call gets its time: in calling hours, and never twice on one day for the same customer (FU-06)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import site_date
from libs.common.record import record
from services.followup.calls import rules
from services.followup.calls.models import FollowUp
from services.followup.customers.models import Customer
from services.followup.customers.queries import present_file
from services.followup.packs import figures


async def schedule(
    *,
    session: AsyncSession,
    act: Act,
    id_: UUID,
    reason: rules.Reason,
    earliest: datetime,
    customer_id: UUID | None,
    ticket_id: UUID | None = None,
    source_id: UUID | None = None,
    source_at: datetime | None = None,
    agent: str | None = None,
) -> FollowUp:
    """`source_id` is what the call is about; `agent` whose it is, if it isn't anybody's."""
    customer_id = await present_file(session, customer_id)
    customer = await session.get(Customer, customer_id) if customer_id else None
    call = FollowUp(
        id=id_,
        reason=reason,
        status="open",
        due_at=time_for(earliest, customer, act),
        customer_id=customer_id,
        ticket_id=ticket_id,
        source_id=source_id,
        source_at=source_at,
        agent=agent,
        attempts=[],
        tries=0,
        call_back_at=None,
        effect=None,
        ended_at=None,
    )
    session.add(call)
    await record(
        session, act=act, aggregate=call, verb="schedule", events=call.scheduled(), correlation=ticket_id
    )
    return call


async def cancel(*, session: AsyncSession, act: Act, call: FollowUp) -> None:
    call.cancel(at=act.now)
    await record(session, act=act, aggregate=call, verb="cancel", correlation=call.ticket_id)


def time_for(earliest: datetime, customer: Customer | None, act: Act) -> datetime:
    """The first time from `earliest` on that suits; the day after one on which the customer was called."""
    quiet = figures(today=site_date(act.now)).quiet_hours
    hours = rules.calling_hours(quiet, customer.best_hours if customer else None)
    due_at = rules.call_time(earliest, hours)
    if customer is not None and customer.called_on == site_date(due_at):
        return rules.call_time(rules.next_day(due_at), hours)
    return due_at


async def open_calls(
    session: AsyncSession,
    *,
    reason: rules.Reason,
    customer_id: UUID | None = None,
    ticket_id: UUID | None = None,
) -> list[FollowUp]:
    """Locked."""
    query = select(FollowUp).where(FollowUp.status == "open", FollowUp.reason == reason)
    if customer_id is not None:
        query = query.where(FollowUp.customer_id == customer_id)
    if ticket_id is not None:
        query = query.where(FollowUp.ticket_id == ticket_id)
    return list((await session.scalars(query.order_by(FollowUp.id).with_for_update(**HELD))).all())
