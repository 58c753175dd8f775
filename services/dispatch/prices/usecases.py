"""Drafting, mending and publishing price lists (DI-12)."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from services.dispatch.prices import queries
from services.dispatch.prices.models import PriceList


async def draft_list(*, session: AsyncSession, act: Act, columns: dict[str, Any]) -> PriceList:
    drafted = PriceList(
        id=new_id(), version=0, status="draft", made_by=act.actor.subject, made_at=act.now, **columns
    )
    session.add(drafted)
    await record(session, act=act, aggregate=drafted, verb="draft")
    return drafted


async def change_list(
    *, session: AsyncSession, act: Act, price_list: PriceList, columns: dict[str, Any]
) -> None:
    price_list.refuse_when_published()
    for name, value in columns.items():
        setattr(price_list, name, value)
    await record(session, act=act, aggregate=price_list, verb="change")


async def publish_list(*, session: AsyncSession, act: Act, price_list: PriceList) -> None:
    """For good; the next version of its category. Two at once: the later one is refused."""
    edition = await queries.newest_edition(session, price_list.category) + 1
    happened = price_list.publish(edition=edition, by=act.actor.subject, now=act.now)
    await record(session, act=act, aggregate=price_list, verb="publish", events=happened)
