"""Finding customer files (IN-11)."""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from services.intake.customers.models import Customer
from services.intake.units.models import Unit


def customers_like(
    *,
    name: str | None,
    phone: str | None,
    tier: str | None,
    group: str | None,
    category: str | None,
    model: str | None,
) -> Select[Customer]:
    """All that fit what is given: `name` anywhere in the name, `phone` in E.164, owners of such a product.

    A merged file isn't listed; who looks for its name or number finds the survivor.
    """
    query = select(Customer).where(Customer.merged_into.is_(None))
    if name:
        query = query.where(_called(name))
    if phone:
        query = query.where(Customer.phones.contains([phone]))
    asked = {Customer.tier: tier, Customer.group: group}
    query = query.where(*(column == value for column, value in asked.items() if value is not None))
    product = {Unit.category: category, Unit.model: model}
    owned = [column == value for column, value in product.items() if value is not None]
    return query.where(Customer.id.in_(select(Unit.customer_id).where(*owned))) if owned else query


def _called(name: str) -> ColumnElement[bool]:
    part = aliased(Customer)
    merged = select(part.merged_into).where(part.merged_into.is_not(None))
    parts = merged.where(part.name.icontains(name, autoescape=True))
    return Customer.name.icontains(name, autoescape=True) | Customer.id.in_(parts)
