"""What belongs to a customer file and moves with it (IN-11)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.events.intake import TicketUpdated
from libs.common.record import record
from services.intake.cases.models import ComplaintCase
from services.intake.contacts.models import Contact
from services.intake.contracts.models import Contract
from services.intake.customers.models import CustomerCase
from services.intake.suggestions.models import Suggestion
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit

Owned = type[Unit] | type[Contract] | type[Ticket] | type[Contact] | type[Suggestion]
OWNED: tuple[Owned, ...] = (Unit, Contract, Ticket, Contact, Suggestion)
COPIES = (CustomerCase, ComplaintCase)
"""Of what complaints has; recorded there."""
Brought = dict[str, list[str]]
"""Ids by table."""


async def bring(session: AsyncSession, act: Act, *, from_: UUID, to: UUID) -> Brought:
    """Everything of one file becomes the other's."""
    brought: Brought = {}
    for table in OWNED:
        rows = await _move(session, act, table, table.customer_id == from_, to=to)
        brought[table.__tablename__] = [str(row.id) for row in rows]
    for cases in COPIES:
        moved = await _move_cases(session, cases, cases.customer_id == from_, to=to)
        brought[cases.__tablename__] = moved
    return brought


async def give_back(session: AsyncSession, act: Act, brought: Brought, *, from_: UUID, to: UUID) -> None:
    """What came and is still there, and what happened since about the units and tickets that go."""
    units = await _move(session, act, Unit, _named(Unit, brought, from_), to=to)
    await _move(session, act, Contract, _named(Contract, brought, from_), to=to)
    tickets = await _move(session, act, Ticket, _named(Ticket, brought, from_), to=to)
    since = Ticket.unit_id.in_(_ids(units)) & (Ticket.customer_id == from_)
    told = [TicketUpdated(reason="customer", customer_id=to)]
    tickets += await _move(session, act, Ticket, since, to=to, happened=lambda: told)
    for table in (Contact, Suggestion):
        about = table.ticket_id.in_(_ids(tickets)) & (table.customer_id == from_)
        await _move(session, act, table, _named(table, brought, from_) | about, to=to)
    for cases in COPIES:
        came = cases.case_id.in_(map(UUID, brought.get(cases.__tablename__, [])))
        await _move_cases(session, cases, came & (cases.customer_id == from_), to=to)


async def _move(
    session: AsyncSession,
    act: Act,
    table: Owned,
    which: ColumnElement[bool],
    *,
    to: UUID,
    happened: Callable[[], Sequence[Event]] = tuple,
) -> list[Any]:
    query = select(table).where(which).order_by(table.id)
    moved: list[Any] = list(await session.scalars(query.with_for_update(**HELD)))
    for row in moved:
        row.customer_id = to
        await record(session, act=act, aggregate=row, verb="follow-customer", events=happened())
    return moved


async def _move_cases(
    session: AsyncSession,
    cases: type[CustomerCase] | type[ComplaintCase],
    which: ColumnElement[bool],
    *,
    to: UUID,
) -> list[str]:
    moved = update(cases).where(which).values(customer_id=to).returning(cases.case_id)
    return [str(case_id) for case_id in await session.scalars(moved)]


def _named(table: Owned, brought: Brought, owner: UUID) -> ColumnElement[bool]:
    return table.id.in_(map(UUID, brought[table.__tablename__])) & (table.customer_id == owner)


def _ids(rows: Iterable[Any]) -> list[UUID]:
    return [row.id for row in rows]
