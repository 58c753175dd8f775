"""Showing one value to somebody who sees it masked, and handing data out: each on record (IN-12)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from services.intake.customers.models import Customer
from services.intake.customers.schemas import ContactPoint
from services.intake.privacy.files import refuse_erased
from services.intake.privacy.models import Disclosure, Reveal
from services.intake.privacy.schemas import DisclosureIn, Revealed, RevealedField, RevealIn


async def reveal(*, session: AsyncSession, act: Act, customer: Customer, asked: RevealIn) -> Revealed:
    """The value, after who asked and why is on record. Raises `CustomerErased`."""
    refuse_erased(customer)
    shown = Reveal(
        id=new_id(),
        customer_id=customer.id,
        field=asked.field,
        reason=asked.reason,
        revealed_by=act.actor.subject,
        revealed_at=act.now,
    )
    session.add(shown)
    await record(session, act=act, aggregate=shown, verb="reveal", events=shown.revealed())
    values = values_of(customer, asked.field)
    return Revealed(
        id=shown.id,
        customer_id=customer.id,
        field=asked.field,
        value=values[0] if values else None,
        values=values,
        reason=asked.reason,
    )


async def disclose(
    *, session: AsyncSession, act: Act, customer: Customer, details: DisclosureIn
) -> Disclosure:
    """Raises `CustomerErased`."""
    refuse_erased(customer)
    disclosure = Disclosure(
        id=new_id(),
        customer_id=customer.id,
        recipient=details.to,
        fields=list(dict.fromkeys(details.fields)),
        ground=details.ground,
        disclosed_by=act.actor.subject,
        disclosed_at=act.now,
    )
    session.add(disclosure)
    await record(session, act=act, aggregate=disclosure, verb="disclose", events=disclosure.disclosed())
    return disclosure


def values_of(customer: Customer, field: RevealedField) -> list[str]:
    """As the customer gave them."""
    match field:
        case "name":
            return [customer.name] if customer.name else []
        case "contact_person":
            return [customer.contact_person] if customer.contact_person else []
        case "address":
            return [address["text"] for address in customer.addresses]
        case "phone":
            return [point.value for point in _points(customer) if point.phone]
        case "email":
            return [point.value for point in _points(customer) if "@" in point.value]
        case "contact":
            return [point.value for point in _points(customer)]


def _points(customer: Customer) -> list[ContactPoint]:
    return [ContactPoint.model_validate(point) for point in customer.contacts]
