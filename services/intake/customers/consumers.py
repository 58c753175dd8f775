"""What other services tell about a customer: missed visits and complaint cases (IN-02, DI-08)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.complaints import ComplaintClosed, ComplaintLinked, ComplaintRegistered
from libs.common.events.dispatch import CustomerMissedVisit
from libs.common.events.envelope import Event, Received
from services.intake.customers.models import Customer, CustomerCase
from services.intake.customers.usecases import mark_missed_appointment
from services.intake.tickets.models import Ticket

customers = Consumer("intake.customers")


@customers.on(CustomerMissedVisit)
async def mark_customer(event: Received[CustomerMissedVisit], *, session: AsyncSession, act: Act) -> None:
    customer_id = await _customer_of(session, event.data.ticket_id)
    if customer_id is not None:
        await mark_missed_appointment(session=session, act=act, customer_id=customer_id)


@customers.on_batch(ComplaintRegistered, ComplaintLinked, ComplaintClosed)
async def keep_cases(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """A closed case stays closed, whatever is heard after it; a link tells whose it is (IN-02)."""
    for event in events:
        data = event.data
        assert isinstance(data, ComplaintRegistered | ComplaintLinked | ComplaintClosed)
        customer_id = await _present(session, data.customer_id) or await _customer_of(session, data.ticket_id)
        is_open = not isinstance(data, ComplaintClosed)
        case = insert(CustomerCase).values(case_id=event.subject, customer_id=customer_id, open=is_open)
        news = {
            "customer_id": func.coalesce(case.excluded.customer_id, CustomerCase.customer_id),
            "open": CustomerCase.open & case.excluded.open,
        }
        await session.execute(case.on_conflict_do_update(index_elements=["case_id"], set_=news))


async def _customer_of(session: AsyncSession, ticket_id: UUID | None) -> UUID | None:
    """Our own ticket: it was there before anybody could speak of it."""
    return await session.scalar(select(Ticket.customer_id).where(Ticket.id == ticket_id))


async def _present(session: AsyncSession, customer_id: UUID | None) -> UUID | None:
    """The file that a merged one is part of now (IN-11)."""
    file = select(func.coalesce(Customer.merged_into, Customer.id)).where(Customer.id == customer_id)
    return await session.scalar(file) or customer_id
