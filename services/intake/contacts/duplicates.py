"""Files that may be one customer: the same phone, or the same name and address (IN-11)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.policy.benefits import household
from services.intake.contacts.screen_pop_schemas import MergeSuggestion
from services.intake.customers.models import Customer

File = Mapping[Any, Any]
"""`id`, `name`, `tier`, `phones` and `addresses` of a customer."""


async def duplicates_of(
    session: AsyncSession, customer: Customer, *, most: int | None = None
) -> list[MergeSuggestion]:
    """Newest first; `most`: of how many files with the name or a number."""
    namesake = Customer.name == customer.name if customer.name else false()
    alike = select(Customer.id, Customer.name, Customer.tier, Customer.phones, Customer.addresses).where(
        Customer.id != customer.id,
        Customer.merged_into.is_(None),
        or_(Customer.phones.overlap(customer.phones), namesake),
    )
    rows = (await session.execute(alike.order_by(Customer.id.desc()).limit(most))).mappings()
    mine = {"name": customer.name, "phones": customer.phones, "addresses": customer.addresses}
    return list(merge_suggestions(mine, rows))


def merge_suggestions(mine: File, others: Iterable[File]) -> Iterator[MergeSuggestion]:
    """One for each of the others that is like mine, with what they share."""
    for other in others:
        reasons = []
        if not set(mine["phones"]).isdisjoint(other["phones"]):
            reasons.append("phone")
        if mine["name"] == other["name"] and not _homes(mine).isdisjoint(_homes(other)):
            reasons.append("name_and_address")
        if reasons:
            yield MergeSuggestion.model_validate({**other, "reasons": reasons})


def _homes(file: File) -> set[str]:
    """However they were typed."""
    return {household(address["text"]) for address in file["addresses"]}
