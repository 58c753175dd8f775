"""What all acts on a visit share: how they are recorded, and whose consent and figures they need."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.dispatch import CustomerNotified
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.policy.operations import FieldWork
from libs.common.record import record
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.refusals import ConsentNeeded
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import pack_of
from services.dispatch.visits.models import Visit


async def keep(session: AsyncSession, act: Act, visit: Visit, verb: str, happened: Sequence[Event]) -> None:
    """Record what an act on the visit made happen."""
    await record(session, act=act, aggregate=visit, verb=verb, events=happened, correlation=visit.ticket_id)


def told(visit: Visit, channel: str | None, text: str) -> list[Event]:
    """By whatever channel, if by any; the bus gets a reference to the text, never the text."""
    if channel is None:
        return []
    text_hash = sha256(text.encode()).hexdigest()
    return [CustomerNotified(channel=channel, ticket_id=visit.ticket_id, text_hash=text_hash)]


def field_work(ticket: Ticket, act: Act) -> FieldWork:
    return pack_of(ticket, today=site_date(act.now)).field_work


async def ticket_of(session: AsyncSession, visit: Visit) -> Ticket:
    return await session.get_one(Ticket, visit.ticket_id)


async def job_of(session: AsyncSession, visit: Visit) -> Job:
    return await session.get_one(Job, visit.job_id, with_for_update=HELD)


async def ready_ticket(session: AsyncSession, visit: Visit) -> Ticket:
    """Refused while the customer's consent is missing (PO-03, PO-08)."""
    ticket = await ticket_of(session, visit)
    if not ticket.ready:
        raise ConsentNeeded
    return ticket
