"""Finding customer files (IN-11)."""

from sqlalchemy import ColumnElement, Select, any_, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from libs.common.web.paging import Paging, newest_first
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


def of_a_page(query: Select[Customer], paging: Paging) -> Select[Customer]:
    """Found by their ids, which an index has with the names: no file is read that isn't shown."""
    ids = newest_first(query.with_only_columns(Customer.id), Customer, paging).correlate(None)
    return select(Customer).where(Customer.id == any_(func.array(ids.scalar_subquery())))


def _called(name: str) -> ColumnElement[bool]:
    """Its own name or that of one merged into it; hits of the index are proved by their letters only."""
    part = aliased(Customer)
    fits = part.merged_into.is_not(None), _holds(part, name), _may(part, name)
    parts = select(part.merged_into).where(*fits)
    survivor = Customer.id == any_(func.array(parts.scalar_subquery()))
    return (_may(Customer, name) | survivor) & (_holds(Customer, name) | survivor)


def _holds(customer: type[Customer] | AliasedClass[Customer], name: str) -> ColumnElement[bool]:
    return func.strpos(func.lower(customer.name), func.lower(name)) > 0


def _may(customer: type[Customer] | AliasedClass[Customer], name: str) -> ColumnElement[bool]:
    """Written into the statement, so that each is planned by how often its words occur."""
    asked = func.search_text(literal(name, literal_execute=True))
    found: ColumnElement[bool] = func.name_terms(customer.name).bool_op("@@")(func.search_query(asked))
    return found
