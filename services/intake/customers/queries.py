"""Finding customer files (IN-11)."""

from sqlalchemy import Select, select

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
    """All that fit what is given: `name` anywhere in the name, `phone` in E.164, owners of such a product."""
    query = select(Customer)
    if name:
        query = query.where(Customer.name.icontains(name, autoescape=True))
    if phone:
        query = query.where(Customer.phones.contains([phone]))
    asked = {Customer.tier: tier, Customer.group: group}
    query = query.where(*(column == value for column, value in asked.items() if value is not None))
    product = {Unit.category: category, Unit.model: model}
    owned = [column == value for column, value in product.items() if value is not None]
    return query.where(Customer.id.in_(select(Unit.customer_id).where(*owned))) if owned else query
