"""Tickets that are asked for at the same time, opened in one transaction.

Each is decided as if it came alone: none is decided upon by another, not even one of the same customer.
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import site_date
from libs.common.record import Change, record_new
from libs.common.rows import unseen
from libs.common.web.problems import Refusal
from libs.common.web.together import Wish
from services.intake.contracts.queries import contracts_for_new_work
from services.intake.customers.models import Customer
from services.intake.customers.usecases import hold_customers
from services.intake.tickets import alarms
from services.intake.tickets.entry import Known, enter, refuse_missing
from services.intake.tickets.loading import shown
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import OpenTicket
from services.intake.units.benefits import uses_of_categories
from services.intake.units.models import Unit
from services.intake.units.usecases import units_by_id

Opening = Wish[OpenTicket]
Pair = tuple[Customer, Unit]

_NUMBERS = text("SELECT nextval('ticket_numbers') FROM generate_series(1, :many)")


def is_usual(asked: OpenTicket) -> bool:
    """Of a known customer's known unit."""
    return None not in (asked.customer_id, asked.unit_id) and asked.customer is None and asked.unit is None


async def open_together(session: AsyncSession, wishes: Sequence[Opening]) -> None:
    """Grants what can be opened; what is refused, or whose customer is being changed, is left alone."""
    pairs = await _pairs(session, wishes)
    opened: dict[Opening, Change] = {}
    for wish, known in zip(pairs, await _known(session, pairs), strict=True):
        try:
            opened[wish] = _open(wish, known)
        except Refusal:
            continue
    await alarms.set_first_alarms(session, [change.aggregate for change in opened.values()])
    await record_new(session, list(opened.values()))
    for wish, change in opened.items():
        wish.edge.etag_of(change.aggregate)
        wish.result = shown(wish.edge, change.aggregate)


def _open(wish: Opening, known: Known) -> Change:
    refuse_missing(wish.body, known.customer, known.unit)
    ticket, opened = enter(wish.edge.act, wish.body, known, make=partial(unseen, Ticket))
    return Change(act=wish.edge.act, aggregate=ticket, verb="open", events=[opened], correlation=ticket.id)


async def _pairs(session: AsyncSession, wishes: Sequence[Opening]) -> dict[Opening, Pair]:
    asked = [(wish, wish.body.customer_id, wish.body.unit_id) for wish in wishes]
    customers = await hold_customers(session=session, ids=[id_ for _, id_, _ in asked if id_])
    units = await units_by_id(session=session, ids=[id_ for _, _, id_ in asked if id_])
    return {
        wish: (customers[customer_id], units[unit_id])
        for wish, customer_id, unit_id in asked
        if customer_id in customers and unit_id in units and units[unit_id].customer_id == customer_id
    }


async def _known(session: AsyncSession, pairs: dict[Opening, Pair]) -> list[Known]:
    if not pairs:
        return []
    today = site_date(next(iter(pairs)).edge.act.now)
    covers = await contracts_for_new_work(session, [unit.id for _, unit in pairs.values()], today)
    homes = [
        ([address["text"] for address in customer.addresses], unit.category)
        for customer, unit in pairs.values()
    ]
    used = await uses_of_categories(session, homes)
    numbers = await session.scalars(_NUMBERS, {"many": len(pairs)})
    return [
        Known(customer, unit, covers.get(unit.id), times, number)
        for (customer, unit), times, number in zip(pairs.values(), used, numbers, strict=True)
    ]
