"""Tickets that are asked for at the same time, opened in one transaction.

Each is decided as if it came alone: none is decided upon by another, not even one of the same customer.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.copying import made
from libs.common.events.intake import TicketOpened
from libs.common.ids import site_date
from libs.common.prepared import Prepared
from libs.common.record import Change, record_new
from libs.common.web.together import Wish
from services.intake.contracts.queries import contracts_for_new_work
from services.intake.customers.models import Customer
from services.intake.tickets import alarms
from services.intake.tickets.entry import enter
from services.intake.tickets.known import Entry, Known, missing
from services.intake.tickets.loading import line
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import OpenTicket
from services.intake.tickets.taking_in import BackupNeeded, refuse_without_backup
from services.intake.units.benefits import uses_of_categories
from services.intake.units.models import Unit

Opening = Wish[OpenTicket]
Pair = tuple[Customer, Unit]

_HELD = Prepared(
    select(Customer, Unit)
    .join(Unit, Unit.customer_id == Customer.id)
    .where(Unit.id == any_(bindparam("units", type_=ARRAY(Uuid))), Customer.merged_into.is_(None))
    .with_for_update(read=True, skip_locked=True, of=Customer)
)
"""For others to read with, as opening a ticket changes nothing of the customer's."""
_NUMBERS = Prepared("SELECT nextval('ticket_numbers') FROM generate_series(1, :many)")


def is_usual(asked: OpenTicket) -> bool:
    """Of a known customer's known unit."""
    return None not in (asked.customer_id, asked.unit_id) and asked.customer is None and asked.unit is None


async def open_together(session: AsyncSession, wishes: Sequence[Opening]) -> None:
    """Grants what can be opened; what is refused, or whose customer is being changed, is left alone."""
    today = site_date(wishes[0].edge.act.now)
    pairs = await _pairs(session, [wish for wish in wishes if site_date(wish.edge.act.now) == today])
    known = await _known(session, pairs, today)
    entries = [Entry(wish.edge.act, wish.body, of) for wish, of in zip(pairs, known, strict=True)]
    entered = zip(pairs, enter(entries, make=partial(made, Ticket)), strict=True)
    opened = {wish: _change(wish, *of) for wish, of in entered if _may_be_taken_in(wish, of[0])}
    tickets = {wish: change.aggregate for wish, change in opened.items()}
    await alarms.set_first_alarms(session, tickets.values())
    await record_new(session, list(opened.values()))
    for wish, ticket in tickets.items():
        wish.edge.etag_of(ticket)
        wish.result = line(wish.edge, ticket)


def _change(wish: Opening, ticket: Ticket, opened: TicketOpened) -> Change[Ticket]:
    act = wish.edge.act
    return Change(act=act, aggregate=ticket, verb="open", events=[opened], correlation=ticket.id)


def _may_be_taken_in(wish: Opening, ticket: Ticket) -> bool:
    try:
        refuse_without_backup(ticket, today=site_date(wish.edge.act.now))
    except BackupNeeded:
        return False
    return True


async def _pairs(session: AsyncSession, wishes: Sequence[Opening]) -> dict[Opening, Pair]:
    """Of those who lack nothing; customers that were merged, or are being changed, aren't found."""
    found = await _HELD.rows(session, units=[wish.body.unit_id for wish in wishes])
    pairs: dict[UUID | None, Pair] = {unit.id: (customer, unit) for customer, unit in found}
    asked = {wish: pairs[wish.body.unit_id] for wish in wishes if wish.body.unit_id in pairs}
    return {wish: pair for wish, pair in asked.items() if _is_complete(wish.body, *pair)}


def _is_complete(asked: OpenTicket, customer: Customer, unit: Unit) -> bool:
    return asked.customer_id == customer.id and not missing(asked, customer, unit)


async def _known(session: AsyncSession, pairs: dict[Opening, Pair], today: date) -> list[Known]:
    covers = await contracts_for_new_work(session, [unit.id for _, unit in pairs.values()], today)
    homes = [
        ([address["text"] for address in customer.addresses], unit.category)
        for customer, unit in pairs.values()
    ]
    used = await uses_of_categories(session, homes)
    numbers = await _NUMBERS.column(session, many=len(pairs))
    return [
        Known(customer, unit, covers.get(unit.id), times, number)
        for (customer, unit), times, number in zip(pairs.values(), used, numbers, strict=True)
    ]
