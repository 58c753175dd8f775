"""A person's files: the one that stands, and those that were merged into it (IN-11, IN-12)."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.database import HELD as LOCKED
from services.intake.customers.models import Customer
from services.intake.customers.usecases import CustomerErased


async def files_of(session: AsyncSession, customer: Customer, *, locked: bool = False) -> list[Customer]:
    """The survivor first."""
    survivor = customer.merged_into or customer.id
    query = select(Customer).where(or_(Customer.id == survivor, Customer.merged_into == survivor))
    query = query.order_by(Customer.id)
    files = await session.scalars(query.with_for_update(**LOCKED) if locked else query)
    return sorted(files, key=lambda file: file.id != survivor)


def ids(files: list[Customer]) -> list[UUID]:
    return [file.id for file in files]


def refuse_erased(customer: Customer) -> None:
    if customer.erased_at is not None:
        raise CustomerErased
