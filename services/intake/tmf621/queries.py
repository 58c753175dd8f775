"""Reading trouble tickets: filtered, sorted, by offset and limit (TMF630)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.web.problems import FieldError, Invalid
from services.intake.tickets.models import Ticket
from services.intake.tmf621.columns import SORTED_BY, criterion
from services.intake.tmf621.filters import Condition
from services.intake.tmf621.models import TroubleTicket, TroubleTicketState

Found = tuple[Ticket, TroubleTicket | None, TroubleTicketState | None]


@dataclass(frozen=True, slots=True)
class Range:
    """`count` of the whole, None where that is more than `COUNTED`; `more` follow."""

    rows: Sequence[Found]
    count: int | None
    more: bool


COUNTED = 10_000


async def trouble_tickets(
    session: AsyncSession, *, filters: Sequence[Condition], sort: str | None, offset: int, limit: int
) -> Range:
    """The last page counts the whole by itself; before it, it is counted as far as that is cheap."""
    where, order = [criterion(one) for one in filters], _order(sort)
    query = _joined(select(Ticket, TroubleTicket, TroubleTicketState)).where(*where).order_by(*order)
    found = (await session.execute(query.offset(offset).limit(limit + 1))).all()
    rows = [(ticket, said, state) for ticket, said, state in found[:limit]]
    if len(found) > limit or (offset and not rows):
        return Range(rows, await _counted(session, where), more=len(found) > limit)
    return Range(rows, offset + len(rows), more=False)


async def _counted(session: AsyncSession, where: Sequence[ColumnElement[bool]]) -> int | None:
    first = _joined(select(Ticket.id)).where(*where).limit(COUNTED + 1).subquery()
    count = await session.scalar(select(func.count()).select_from(first)) or 0
    return count if count <= COUNTED else None


async def said_of(session: AsyncSession, ticket_id: UUID) -> TroubleTicket | None:
    return await session.scalar(select(TroubleTicket).where(TroubleTicket.ticket_id == ticket_id))


async def state_of(session: AsyncSession, ticket_id: UUID) -> TroubleTicketState | None:
    return await session.get(TroubleTicketState, ticket_id)


def _joined(query: Any) -> Select[Any]:
    joined: Select[Any] = (
        query.select_from(Ticket)
        .outerjoin(TroubleTicket, TroubleTicket.ticket_id == Ticket.id)
        .outerjoin(TroubleTicketState, TroubleTicketState.ticket_id == Ticket.id)
    )
    return joined


def _order(sort: str | None) -> list[ColumnElement[Any]]:
    """Newest first; `sort=creationDate`, `sort=-lastUpdate`. A `+` in a query is a space."""
    if sort is None:
        return [Ticket.id.desc()]
    name = sort.lstrip("-+ ")
    if name not in SORTED_BY or len(sort) - len(name) > 1:
        raise Invalid(errors=[FieldError("/sort", "bad_sort", f"one of {', '.join(SORTED_BY)}, with + or -")])
    column = SORTED_BY[name]
    return [column.desc(), Ticket.id.desc()] if sort.startswith("-") else [column.asc(), Ticket.id.asc()]
