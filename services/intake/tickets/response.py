"""A contract's response time agreed anew while work under it runs (PO-04, IN-06)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events import intake as events
from libs.common.ids import site_date
from libs.common.policy.figures import Span
from services.intake.contracts.models import Contract
from services.intake.contracts.queries import contract_in_force
from services.intake.tickets import deciding, usecases
from services.intake.tickets.models import Ticket


async def agree_response(*, session: AsyncSession, act: Act, contract: Contract) -> None:
    """For each ticket under the contract whose arrival was promised and is still to come.

    Where the contract promises none any more the pack's holds; where neither does, what was promised stays.
    """
    query = select(Ticket).where(
        Ticket.unit_id.in_(contract.unit_ids),
        Ticket.service_type == "B",
        Ticket.status.not_in(("closed", "cancelled")),
    )
    for ticket in await session.scalars(query.order_by(Ticket.id).with_for_update(**HELD)):
        if await _is_under(session, ticket, contract):
            await _agree(session, act, ticket, contract.response_hours)


async def _is_under(session: AsyncSession, ticket: Ticket, contract: Contract) -> bool:
    assert ticket.unit_id is not None
    covering = await contract_in_force(session, ticket.unit_id, site_date(ticket.opened_at))
    return covering is not None and covering.id == contract.id


async def _agree(session: AsyncSession, act: Act, ticket: Ticket, hours: int | None) -> None:
    pack = deciding.pack_of(ticket, site_date(act.now))
    span = Span(hours=hours) if hours else pack.deadlines.arrive
    before = ticket.clocks
    if span is not None:
        ticket.clocks = before.agree("arrive", pack.desk.agreed(span), now=act.now)
    if (due := ticket.clocks.due("arrive")) != before.due("arrive"):
        told = events.TicketUpdated(reason="response time", arrive_by=due)
        await usecases.keep(session, act, ticket, "agree-response", [told])
