"""Which price lists are public, and which one holds on a day (DI-12)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from services.dispatch.prices.models import GENERAL, PriceList

_PUBLISHED = PriceList.status == "published"


def published(*, category: str | None, on: date | None) -> Select[Any]:
    """All that ever were published, those to come too; with `on`, what holds that day."""
    query = select(PriceList).where(_PUBLISHED)
    if on is not None:
        query = query.where(PriceList.id.in_(_holding(on)))
    return query if category is None else query.where(PriceList.category == category)


def drafts() -> Select[Any]:
    return select(PriceList).where(PriceList.status == "draft")


async def holding(session: AsyncSession, *, on: date, category: str | None = None) -> Sequence[PriceList]:
    """What holds that day: the general one last; only what concerns `category`, if given."""
    query = select(PriceList).where(PriceList.id.in_(_holding(on)))
    if category is not None:
        query = query.where(PriceList.category.in_((category, GENERAL)))
    last = case((PriceList.category == GENERAL, 1), else_=0)
    return (await session.scalars(query.order_by(last, PriceList.category))).all()


async def newest_edition(session: AsyncSession, category: str) -> int:
    newest = select(func.max(PriceList.edition)).where(PriceList.category == category)
    return await session.scalar(newest) or 0


def _holding(on: date) -> Select[Any]:
    """Of each category the one that began last, of one day's the newest version."""
    begun = select(PriceList.id).where(_PUBLISHED, PriceList.valid_from <= on)
    newest_first = (PriceList.category, PriceList.valid_from.desc(), PriceList.edition.desc())
    return begun.ext(distinct_on(PriceList.category)).order_by(*newest_first)
