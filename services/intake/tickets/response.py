"""A contract's response time agreed anew while work under it runs (PO-04, IN-06)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events import intake as events
from libs.common.ids import site_date
from libs.common.policy.contract import arrival
from services.intake.contracts.models import Contract
from services.intake.contracts.queries import response_hours
from services.intake.tickets import deciding, usecases
from services.intake.tickets.models import Ticket


async def agree_response(*, session: AsyncSession, act: Act, contract: Contract) -> None:
    """For each ticket under the contract whose arrival was promised and is still to come.

    The best of the contracts in force and of the pack holds; where none promises, what was promised stays.
    """
    query = select(Ticket).where(
        Ticket.unit_id.in_(contract.unit_ids),
        Ticket.service_type == "B",
        Ticket.status.not_in(("closed", "cancelled")),
    )
    for ticket in await session.scalars(query.order_by(Ticket.id).with_for_update(**HELD)):
        if contract.in_force(on := site_date(ticket.opened_at)):
            await _agree(session, act, ticket, await response_hours(session, ticket, on))


async def _agree(session: AsyncSession, act: Act, ticket: Ticket, hours: int | None) -> None:
    pack = deciding.pack_of(ticket, site_date(act.now))
    span = arrival(pack, response_hours=hours, asked_at=ticket.opened_at)
    if span is None:
        return
    anew = ticket.clocks.agree("arrive", pack.desk.agreed(span), now=act.now)
    if (due := anew.due("arrive")) != ticket.clocks.due("arrive"):
        ticket.clocks = anew
        told = events.TicketUpdated(reason="response time", arrive_by=due)
        await usecases.keep(session, act, ticket, "agree-response", [told])
