"""A ticket registered for the wrong customer or unit goes to the right ones (IN-01, IN-04, IN-11, PO-17)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events import intake as events
from libs.common.ids import site_date
from libs.common.record import record
from services.intake.contacts.models import Contact
from services.intake.customers.models import Customer
from services.intake.tickets import alarms, amending, deciding, owning, progress, quoting, refusals, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.owning import Owner
from services.intake.tickets.records import TicketVisit
from services.intake.tickets.schemas_ties import ReassignTicket
from services.intake.tickets.taking_in import refuse_without_backup
from services.intake.units.models import Unit
from services.intake.units.usecases import UnknownUnit


async def reassign_ticket(
    *, session: AsyncSession, act: Act, ticket: Ticket, customer: Customer, asked: ReassignTicket
) -> None:
    """`customer`, who is to have it, was locked before the ticket.

    Raises `TicketEnded`, `TicketMerged`, `AgreedBefore`, `WorkedOnBefore`, `SameOwner`, `NotGiven`,
    `UnknownUnit`, `BackupNeeded`.
    """
    before = await _owner_before(session, ticket)
    owner = await _owner(session, asked, customer)
    if owner == before:
        raise refusals.SameOwner()
    owning.send_home(ticket, asked, before, owner)
    owning.require_facts(ticket, asked, owner)
    visits = await usecases.visits_of(session, ticket)
    _refuse(ticket, visits)
    _note(ticket, act, asked.reason)
    cover = await owning.decide_anew(session, ticket, before, owner)
    amending.note_time(ticket, now=act.now)
    refuse_without_backup(ticket, today=site_date(act.now))
    quoting.forget_price(ticket, now=act.now)
    response = cover.allowing.response_hours if cover and cover.allowing else None
    pack = deciding.pack_of(ticket, site_date(ticket.opened_at))
    alarms.agree_anew(ticket, pack=pack, response_hours=response, now=act.now)
    progress.settle_status(ticket, visits)
    told = _told(ticket, before, owner, under_contract=cover is not None and cover.allowing is not None)
    await usecases.keep(session, act, ticket, "reassign", [told])
    if owner.customer.id != before.customer.id:
        await _bring_calls(session, act, ticket, before.customer)


def _refuse(ticket: Ticket, visits: Sequence[TicketVisit]) -> None:
    """What was agreed, charged or done was so with the customer of before, also before it was re-opened."""
    progress.refuse_when_ended(ticket)
    if ticket.consent is not None or ticket.charge_state is not None:
        raise refusals.AgreedBefore()
    worked = any(visit.state in ("working", "completed") for visit in visits)
    if worked or ticket.done_at or ticket.unit_place or ticket.resolution:
        raise refusals.WorkedOnBefore()


async def _owner_before(session: AsyncSession, ticket: Ticket) -> Owner:
    unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    return Owner(await session.get_one(Customer, ticket.customer_id), unit)


async def _owner(session: AsyncSession, asked: ReassignTicket, customer: Customer) -> Owner:
    if asked.unit_id is None:
        return Owner(customer, None)
    unit = await session.get(Unit, asked.unit_id)
    if unit is None or unit.customer_id != customer.id:
        raise UnknownUnit()
    return Owner(customer, unit)


def _note(ticket: Ticket, act: Act, reason: str) -> None:
    entry = {
        "from_customer_id": str(ticket.customer_id),
        "from_unit_id": ticket.unit_id and str(ticket.unit_id),
        "reason": reason,
        "by": act.actor.subject,
        "at": act.now.isoformat(),
    }
    ticket.reassigned = [*ticket.reassigned, entry]


def _told(ticket: Ticket, before: Owner, owner: Owner, *, under_contract: bool) -> events.TicketReassigned:
    unit = owner.unit
    return events.TicketReassigned(
        number=ticket.number,
        customer_id=owner.customer.id,
        from_customer_id=before.customer.id,
        unit_id=ticket.unit_id,
        from_unit_id=before.unit.id if before.unit else None,
        category=ticket.category,
        model=unit.model if unit else None,
        serial=unit.serial if unit else None,
        purchase_date=ticket.purchase_date,
        service_type=ticket.service_type,  # type: ignore[arg-type]
        cost_bearer=ticket.entitlement["cost_bearer"],
        ready=ticket.ready,
        key_customer=owner.customer.key_customer,
        under_contract=under_contract,
        latitude=ticket.latitude,
        longitude=ticket.longitude,
        **ticket.due_times,
    )


async def _bring_calls(session: AsyncSession, act: Act, ticket: Ticket, before: Customer) -> None:
    """Calls about it were taken for the wrong customer's as well."""
    about = (Contact.ticket_id == ticket.id) & (Contact.customer_id == before.id)
    calls = select(Contact).where(about).order_by(Contact.id).with_for_update(**HELD)
    for contact in await session.scalars(calls):
        linked = contact.link(customer_id=ticket.customer_id, ticket_id=ticket.id)
        await record(
            session, act=act, aggregate=contact, verb="follow-ticket", events=linked, correlation=ticket.id
        )
