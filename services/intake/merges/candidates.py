"""Files that may be one customer's, looked for as files are registered and changed (IN-11)."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Select, Text, UniqueConstraint, and_, delete, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from libs.common.consumer import Consumer
from libs.common.database import Aggregate
from libs.common.events.envelope import Event, Received
from libs.common.events.intake import CustomerChanged, CustomerRegistered, CustomersMerged, CustomersUnmerged
from libs.common.ids import new_id
from services.intake.contacts.duplicates import duplicates_of
from services.intake.customers.models import Customer
from services.intake.tables import Base

merges = Consumer("intake.merges")
_LOOKED_AT = 200
"""Of very many namesakes the newest."""


class MergeCandidate(Base, Aggregate):
    """Two files, the smaller id first, until somebody says that they are two."""

    __tablename__ = "merge_candidates"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        Index("ix_merge_candidates_other_id", "other_id"),
    )
    personal: ClassVar[frozenset[str]] = frozenset()

    one_id: Mapped[UUID]
    other_id: Mapped[UUID]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None]


@merges.on_batch(CustomerRegistered, CustomerChanged, CustomersMerged, CustomersUnmerged)
async def look_for_duplicates(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    for customer_id in sorted({event.subject for event in events}):
        customer = await session.get(Customer, customer_id)
        if customer is not None:
            await _settle(session, customer)


async def _settle(session: AsyncSession, customer: Customer) -> None:
    """What is alike now; a pair that was said to be two stays so."""
    stands = customer.merged_into is None and customer.erased_at is None
    alike = await duplicates_of(session, customer, most=_LOOKED_AT) if stands else []
    partners = [found.id for found in alike]
    gone = or_(
        and_(MergeCandidate.one_id == customer.id, MergeCandidate.other_id.not_in(partners)),
        and_(MergeCandidate.other_id == customer.id, MergeCandidate.one_id.not_in(partners)),
    )
    await session.execute(delete(MergeCandidate).where(gone, MergeCandidate.dismissed_at.is_(None)))
    for found in alike:
        one_id, other_id = sorted((customer.id, found.id))
        pair = insert(MergeCandidate).values(
            id=new_id(), version=0, one_id=one_id, other_id=other_id, reasons=found.reasons
        )
        news = {"reasons": pair.excluded.reasons}
        await session.execute(pair.on_conflict_do_update(index_elements=["one_id", "other_id"], set_=news))


def candidates(*, dismissed: bool) -> Select[MergeCandidate]:
    """Those whose files both stand."""
    one, other = aliased(Customer), aliased(Customer)
    return (
        select(MergeCandidate)
        .join(one, and_(one.id == MergeCandidate.one_id, one.merged_into.is_(None)))
        .join(other, and_(other.id == MergeCandidate.other_id, other.merged_into.is_(None)))
        .where(
            MergeCandidate.dismissed_at.is_not(None) if dismissed else MergeCandidate.dismissed_at.is_(None)
        )
    )
