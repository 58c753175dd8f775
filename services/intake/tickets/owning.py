"""What a ticket is about when it is another customer's, or about another unit (IN-04, PO-17)."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import site_date
from services.intake.contracts.queries import Cover, contract_for_new_work
from services.intake.customers.models import Customer
from services.intake.tickets import deciding, rules
from services.intake.tickets.known import NotGiven
from services.intake.tickets.models import Ticket
from services.intake.tickets.question import question
from services.intake.tickets.schemas_ties import ReassignTicket
from services.intake.units.benefits import uses_of_category
from services.intake.units.models import Unit


class Owner(NamedTuple):
    customer: Customer
    unit: Unit | None


def send_home(ticket: Ticket, asked: ReassignTicket, before: Owner, owner: Owner) -> None:
    """Nobody is sent to the wrong customer's home."""
    if place := asked.location:
        ticket.location, ticket.latitude, ticket.longitude = place.address, place.lat, place.lon
    elif ticket.location is None or any(
        home["text"] == ticket.location for home in before.customer.addresses
    ):
        homes = owner.customer.addresses
        home = next((address for address in homes if address.get("lat") is not None), {})
        ticket.location, ticket.latitude, ticket.longitude = (
            home.get("text"),
            home.get("lat"),
            home.get("lon"),
        )


def require_facts(ticket: Ticket, asked: ReassignTicket, owner: Owner) -> None:
    """As of a new ticket; what wasn't known of the customer and unit of before says nothing (IN-04)."""
    ticket.unknown = list(dict.fromkeys(asked.unknown))
    lacking = rules.missing_facts(
        kind=ticket.kind,
        customer=owner.customer,
        unit=owner.unit,
        has_location=ticket.location is not None,
        unknown=ticket.unknown,
    )
    if lacking:
        raise NotGiven.at(lacking)


async def decide_anew(session: AsyncSession, ticket: Ticket, before: Owner, owner: Owner) -> Cover | None:
    """As it would have been decided when it was opened; the decision of before is kept beside (PO-17)."""
    unit, on = owner.unit, site_date(ticket.opened_at)
    ticket.customer_id, ticket.unit_id = owner.customer.id, unit.id if unit else None
    ticket.category = unit.category if unit else None
    ticket.purchase_date = unit.warranty_from if unit else None
    ticket.internal, ticket.internal_purpose = _internal(ticket, before, owner)
    cover = await contract_for_new_work(session, unit.id, on) if unit else None
    ticket.facts = await _facts(session, ticket, owner.customer, unit, cover) if unit else None
    ticket.earlier_entitlements = [*ticket.earlier_entitlements, ticket.entitlement]
    ticket.entitlement = deciding.decision(ticket.kind, ticket.facts, on=on, internal=ticket.internal)
    ticket.service_type = ticket.entitlement["service_type"]
    return cover


async def _facts(
    session: AsyncSession, ticket: Ticket, customer: Customer, unit: Unit, cover: Cover | None
) -> deciding.Decision:
    homes = [address["text"] for address in customer.addresses]
    return question(
        customer=customer,
        unit=unit,
        cover=cover,
        findings=ticket.findings,
        component=ticket.component,
        benefits_used=await uses_of_category(
            session, addresses=homes, category=unit.category, until=ticket.opened_at
        ),
        internal=ticket.internal,
        internal_purpose=ticket.internal_purpose,
    )


def _internal(ticket: Ticket, before: Owner, owner: Owner) -> tuple[bool, str | None]:
    """What a unit of the company is kept for was the unit's, not said of the work (PO-05)."""
    of_unit = before.unit.internal_purpose if before.unit else None
    said = None if ticket.internal_purpose == of_unit else ticket.internal_purpose
    purpose = said or (owner.unit.internal_purpose if owner.unit else None)
    return purpose is not None or (ticket.internal and of_unit is None), purpose
