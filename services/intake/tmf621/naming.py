"""Which customer and unit a client of the standard means: by our ids, the unit also by its serial number."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.web.problems import FieldError, Invalid
from services.intake.customers.models import Customer
from services.intake.customers.usecases import UnknownCustomer, lock_customer
from services.intake.tmf621.parts import RelatedEntity, RelatedParty
from services.intake.units.models import Unit
from services.intake.units.queries import bears

_CUSTOMER = "customer"
_PRODUCTS = frozenset({"product", "unit", "productref", "device"})


class AmbiguousProduct(Invalid):
    code = "ambiguous_product"
    zh = "多件产品有此序列号，请给出产品 id 或客户。"
    en = "Several products bear this serial number: give the product's id, or the customer."


class UnknownProduct(Invalid):
    code = "unknown_product"
    zh = "没有这件产品，或它不属于该客户。"
    en = "There is no such product, or it isn't the customer's."


@dataclass(frozen=True, slots=True)
class Named:
    """What a ticket is about; the parties and entities beside."""

    customer: Customer | None
    unit: Unit | None
    parties: list[RelatedParty]
    entities: list[RelatedEntity]


def is_customer(party: RelatedParty) -> bool:
    return _CUSTOMER in ((party.role or "").lower(), (party.referred_type or "").lower())


def is_product(entity: RelatedEntity) -> bool:
    words = ((entity.role or "").lower(), (entity.referred_type or "").lower())
    return not _PRODUCTS.isdisjoint(words)


async def named(session: AsyncSession, parties: list[RelatedParty], entities: list[RelatedEntity]) -> Named:
    """The first customer and the first product count. Raises `UnknownCustomer`, `UnknownProduct`."""
    customer = unit = None
    for number, party in enumerate(parties):
        if is_customer(party):
            customer = await _customer(session, party.id, f"/relatedParty/{number}/id")
            break
    for number, entity in enumerate(entities):
        if is_product(entity):
            unit = await _unit(session, entity.id, customer, f"/relatedEntity/{number}/id")
            break
    if unit is not None and customer is None:
        customer = await lock_customer(session=session, customer_id=unit.customer_id)
    return Named(
        customer,
        unit,
        [party for party in parties if not is_customer(party)],
        [entity for entity in entities if not is_product(entity)],
    )


async def _customer(session: AsyncSession, id_: str, pointer: str) -> Customer:
    key = uuid_or_none(id_)
    if key is None:
        raise UnknownCustomer(pointer)
    return await lock_customer(session=session, customer_id=key, pointer=pointer)


async def _unit(session: AsyncSession, id_: str, customer: Customer | None, pointer: str) -> Unit:
    query = select(Unit).where(or_(Unit.id == uuid_or_none(id_), bears(id_))).limit(2)
    if customer is not None:
        query = query.where(Unit.customer_id == customer.id)
    found = (await session.scalars(query)).all()
    if not found:
        raise UnknownProduct(errors=[FieldError(pointer, UnknownProduct.code, UnknownProduct.en)])
    if len(found) > 1:
        raise AmbiguousProduct(errors=[FieldError(pointer, AmbiguousProduct.code, AmbiguousProduct.en)])
    return found[0]


def uuid_or_none(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
