"""Whom a technician calls on: name, numbers and the way, for as long as the visit is his (IN-12, DI-10)."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Actor
from libs.common.events import dispatch
from libs.common.events.envelope import Received
from libs.common.web.problems import NotFound
from services.intake.customers.models import Customer
from services.intake.privacy.models import Caller
from services.intake.privacy.schemas import CalledOn
from services.intake.tickets.models import Ticket


class VisitNotFound(NotFound):
    code = "visit_not_found"
    zh = "没有这次上门。"
    en = "There is no such visit."


def own_visits(actor: Actor) -> ColumnElement[bool]:
    return Caller.user == actor.subject


async def keep_caller(session: AsyncSession, event: Received[dispatch.VisitEvent]) -> None:
    """The last word stands: agreed upon it is the technician's, over it is nobody's."""
    user = event.data.user if isinstance(event.data, dispatch.VisitScheduled) else None
    row: dict[str, Any] = {"id": event.subject, "ticket_id": event.data.ticket_id, "user": user}
    news = insert(Caller).values(row)
    await session.execute(news.on_conflict_do_update(index_elements=["id"], set_={"user": user}))


async def called_on(*, session: AsyncSession, visit: Caller) -> CalledOn:
    """Raises `VisitNotFound` where the ticket isn't here."""
    ticket = await session.get(Ticket, visit.ticket_id)
    if ticket is None:
        raise VisitNotFound
    customer = await session.get_one(Customer, ticket.customer_id)
    return CalledOn(
        visit_id=visit.id,
        ticket_id=ticket.id,
        customer_id=customer.id,
        name=customer.name,
        contact_person=customer.contact_person,
        contacts=customer.contacts,
        addresses=customer.addresses,
        location=ticket.location,
        lat=ticket.latitude,
        lon=ticket.longitude,
        best_hours=customer.best_hours,
    )
