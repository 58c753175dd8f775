"""Who listens to trouble tickets: subscribing, ending it, and sending again what was given up."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Invalid, Refusal
from libs.common.webhooks.guard import AddressRefused, Guard
from libs.common.webhooks.posting import new_secret
from libs.common.webhooks.queue import Queue
from services.intake.tmf621.models import HubSubscription
from services.intake.tmf621.notifications import ListenerQuery

MOST = 100
"""Subscriptions of one owner."""

queue = Queue(timer="tmf621.deliver", endpoints="hub_subscriptions", deliveries="hub_deliveries")


class SubscribedAlready(Refusal):
    code = "subscribed_already"
    zh = "已有相同的订阅。"
    en = "There is such a subscription already."


class TooManySubscriptions(Refusal):
    code = "too_many_subscriptions"
    zh = "最多 {most} 个订阅。"
    en = "At most {most} subscriptions."


async def admit(guard: Guard, callback: str) -> None:
    """Raises `Invalid` for an address that we would never call; one that can't be looked up now may come."""
    try:
        await guard.admit(callback)
    except AddressRefused as refused:
        raise Invalid.field("/callback", "address_refused", str(refused)) from None
    except OSError:
        return


async def subscribe(*, session: AsyncSession, act: Act, callback: str, query: str | None) -> HubSubscription:
    """Raises `SubscribedAlready`, `TooManySubscriptions`, and `Invalid` for a query that says nothing."""
    ListenerQuery(query)
    mine = HubSubscription.owner == act.actor.subject, HubSubscription.ended_at.is_(None)
    same = (HubSubscription.callback == callback) & HubSubscription.query.is_not_distinct_from(query)
    there, alike = (await session.execute(select(func.count(), func.count().filter(same)).where(*mine))).one()
    if alike:
        raise SubscribedAlready()
    if there >= MOST:
        raise TooManySubscriptions(most=MOST)
    subscription = HubSubscription(
        id=new_id(),
        callback=callback,
        query=query,
        secret=new_secret(),
        owner=act.actor.subject,
        subscribed_at=act.now,
        ended_at=None,
    )
    session.add(subscription)
    await record(session, act=act, aggregate=subscription, verb="subscribe")
    return subscription


async def unsubscribe(*, session: AsyncSession, act: Act, subscription: HubSubscription) -> None:
    """What still waits isn't sent any more."""
    subscription.ended_at = act.now
    await queue.drop(session, subscription.id)
    await record(session, act=act, aggregate=subscription, verb="unsubscribe")


async def replay(*, session: AsyncSession, act: Act, subscription: HubSubscription) -> int:
    """How many go out again."""
    number = await queue.replay(session, subscription.id, now=act.now)
    await record(session, act=act, aggregate=subscription, verb="replay")
    return number
