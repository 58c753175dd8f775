"""Finding customer files (IN-11)."""

from sqlalchemy import ColumnElement, DateTime, Select, any_, cast, func, literal, null, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

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
    """All that fit: `name` in the name, a Latin one from a start, `phone` in E.164, owners of a product.

    A merged file isn't listed; who looks for its name or number finds the survivor.
    """
    query = select(Customer).where(Customer.merged_into.is_(None))
    if name:
        query = query.where(_called(name))
    if phone:
        reached = select(Customer.id).where(Customer.phones.contains([phone]))
        query = query.where(Customer.id == any_(func.array(reached.scalar_subquery())))
    asked = {Customer.tier: tier, Customer.group: group}
    query = query.where(*(column == value for column, value in asked.items() if value is not None))
    product = {Unit.category: category, Unit.model: model}
    owned = [column == value for column, value in product.items() if value is not None]
    return query.where(Customer.id.in_(select(Unit.customer_id).where(*owned))) if owned else query


def _called(name: str) -> ColumnElement[bool]:
    """The merged ones first, as an array: an index finds those and the others as well."""
    part = aliased(Customer)
    parts = select(part.merged_into).where(part.merged_into.is_not(None), _has(part, name))
    return _has(Customer, name) | (Customer.id == any_(func.array(parts.scalar_subquery())))


def _has(customer: type[Customer] | AliasedClass[Customer], name: str) -> ColumnElement[bool]:
    """Written into the statement, so that each is planned by how often its words occur."""
    asked = func.search_text(literal(name, literal_execute=True))
    terms = func.search_terms(func.search_text(customer.name), cast(null(), DateTime(timezone=True)))
    held = func.strpos(func.lower(customer.name), func.lower(name)) > 0
    return held & terms.bool_op("@@")(func.search_query(asked))
