"""A customer's whole history, across the services (IN-11)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Language
from libs.common.web.edge import Edge
from libs.common.web.paging import Page, Paging, bad_cursor, page_of
from services.intake.contracts.models import Contract
from services.intake.customers.models import Customer
from services.intake.tickets.models import Ticket
from services.intake.timeline.models import TimelineEntry, TimelineLink
from services.intake.timeline.schemas import TimelineItem
from services.intake.timeline.words import summary
from services.intake.units.models import Unit

_PLACE = (TimelineEntry.at, TimelineEntry.event_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a history is asked for; `unit_id` or `category` is the product."""

    service: str | None = None
    event_type: str | None = None
    unit_id: UUID | None = None
    category: str | None = None

    def query(self, customer_id: UUID) -> Select[TimelineEntry]:
        query = history(customer_id)
        if self.unit_id or self.category:
            query = query.where(_about(self._units(customer_id)))
        asked = {TimelineEntry.service: self.service, TimelineEntry.type: self.event_type}
        return query.where(*(column == value for column, value in asked.items() if value is not None))

    def _units(self, customer_id: UUID) -> Select[UUID]:
        asked = {Unit.id: self.unit_id, Unit.category: self.category}
        wanted = (column == value for column, value in asked.items() if value is not None)
        return select(Unit.id).where(Unit.customer_id.in_(_files(customer_id)), *wanted)


async def timeline_of(
    edge: Edge, customer_id: UUID, paging: Paging, asked: Asked, *, language: Language
) -> Page[TimelineItem]:
    """Newest first; of one moment what followed from the other stands above it."""
    query = asked.query(customer_id)
    if paging.after:
        query = query.where(await _after(edge.session, paging.after))
    found = (await edge.session.scalars(newest(query).limit(paging.limit + 1))).all()
    return page_of(edge, found, paging, lambda entry: item(entry, language))


def newest(query: Select[TimelineEntry]) -> Select[TimelineEntry]:
    return query.order_by(*(column.desc() for column in _PLACE))


async def _after(session: AsyncSession, last: UUID) -> ColumnElement[bool]:
    """What stands below the entry that the page before ended with."""
    entry = await session.get(TimelineEntry, last)
    if entry is None:
        raise bad_cursor()
    return tuple_(*_PLACE) < (entry.at, entry.event_id)


def history(customer_id: UUID) -> Select[TimelineEntry]:
    """Everything that happened to the customer and to whatever belongs to the customer, merged files too."""
    return select(TimelineEntry).where(TimelineEntry.subject.in_(_belonging(_files(customer_id))))


def _files(customer_id: UUID) -> Select[UUID]:
    return select(Customer.id).where(or_(Customer.id == customer_id, Customer.merged_into == customer_id))


def _about(units: Select[UUID]) -> ColumnElement[bool]:
    """What happened to the units, under their contracts, and to their tickets and all that belongs there."""
    tickets = select(Ticket.id).where(Ticket.unit_id.in_(units))
    contracts = select(Contract.id).where(units.where(Unit.id == Contract.unit_ids.any_()).exists())
    return or_(
        TimelineEntry.ref.in_(units),
        TimelineEntry.ref.in_(contracts),
        TimelineEntry.subject.in_(_belonging(tickets)),
    )


def _belonging(roots: Select[UUID]) -> Select[UUID]:
    theirs = roots.cte(recursive=True)
    root = theirs.c[0]
    theirs = theirs.union(select(TimelineLink.child).join(theirs, TimelineLink.parent == root))
    return select(theirs.c[0])


def item(entry: TimelineEntry, language: Language) -> TimelineItem:
    return TimelineItem(
        at=entry.at,
        service=entry.service,
        type=entry.type,
        summary=summary(entry.type, entry.details, language),
        ref=entry.ref,
    )
