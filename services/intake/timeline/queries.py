"""A customer's whole history, across the services (IN-11)."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from libs.common.act import Language
from libs.common.web.edge import Edge
from libs.common.web.paging import Page, Paging, page
from services.intake.customers.models import Customer
from services.intake.timeline.models import TimelineEntry, TimelineLink
from services.intake.timeline.schemas import TimelineItem
from services.intake.timeline.words import summary


async def timeline_of(
    edge: Edge,
    customer_id: UUID,
    paging: Paging,
    *,
    service: str | None,
    event_type: str | None,
    language: Language,
) -> Page[TimelineItem]:
    query = history(customer_id)
    asked = {TimelineEntry.service: service, TimelineEntry.type: event_type}
    query = query.where(*(column == value for column, value in asked.items() if value is not None))
    return await page(edge, query, TimelineEntry, paging, lambda entry: _item(entry, language))


def history(customer_id: UUID) -> Select[TimelineEntry]:
    """Everything that happened to the customer and to whatever belongs to the customer, merged files too."""
    files = or_(Customer.id == customer_id, Customer.merged_into == customer_id)
    theirs = select(Customer.id.label("id")).where(files).cte("theirs", recursive=True)
    belonging = select(TimelineLink.child).join(theirs, TimelineLink.parent == theirs.c.id)
    theirs = theirs.union(belonging)
    return select(TimelineEntry).where(TimelineEntry.subject.in_(select(theirs.c.id)))


def _item(entry: TimelineEntry, language: Language) -> TimelineItem:
    return TimelineItem(
        at=entry.at,
        service=entry.service,
        type=entry.type,
        summary=summary(entry.type, entry.details, language),
        ref=entry.ref,
    )
