"""Who is late, by the tables of two services, and what the person at the terminal is told of it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from deploy.local.watch import Watch
from libs.common import backlog
from libs.common.act import Act
from libs.common.backlog import FIRST, LAST, Backlog
from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.envelope import Received
from libs.common.events.intake import TicketOpened
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.testing.bus import drain
from tests.integration.bus.accounts import Account, act
from tests.integration.dispatch.house import opened

PAIR = ("intake", "dispatch")


async def open_tickets(intake: Database, number: int) -> None:
    for _ in range(number):
        account = Account(id=new_id(), owner="王芳", status="open", amount=0)
        async with intake.transaction() as session:
            session.add(account)
            await record(session, act=act(), aggregate=account, verb="open", events=[opened()])


def listener() -> Consumer:
    consumer = Consumer("dispatch.tickets")

    @consumer.on(TicketOpened)
    async def hear(event: Received[TicketOpened], *, session: AsyncSession, act: Act) -> None:
        pass

    return consumer


@pytest.mark.rule("XC-07")
async def test_what_is_told_and_not_applied_is_counted_by_consumer_and_topic(
    intake: Database, dispatch: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "_CHUNK", 2)
    seen = Backlog({"intake": intake, "dispatch": dispatch})
    assert await seen.waiting("dispatch") == []
    await open_tickets(intake, 5)
    [waiting] = await seen.waiting("dispatch")
    assert (waiting.consumer, waiting.topic, waiting.number) == (
        "dispatch.tickets",
        "aftercare.intake.tickets",
        5,
    )
    oldest, dealt_with = await seen.oldest(PAIR, after=FIRST, before=LAST)
    assert oldest == waiting.oldest > dealt_with
    await drain(intake, dispatch, [listener()])
    assert await seen.waiting("dispatch") == []
    oldest, dealt_with = await seen.oldest(PAIR, after=dealt_with, before=LAST)
    assert oldest is None
    await open_tickets(intake, 1)
    [waiting] = await seen.waiting("dispatch")
    assert (await seen.oldest(PAIR, after=dealt_with, before=LAST))[0] == waiting.oldest


@pytest.mark.rule("XC-07")
async def test_each_spell_is_told_once_when_it_begins_and_once_when_it_ends(
    intake: Database, dispatch: Database
) -> None:
    told: list[str] = []
    urls = {"intake": intake.url, "dispatch": dispatch.url}
    watch = Watch(urls, say=told.append, late=timedelta(0))
    assert not await watch.look()
    await open_tickets(intake, 1)
    assert await watch.look(), "only looked at: it may pass"
    assert told == []
    await watch.look(certain=True)
    await watch.look(certain=True)
    assert [line.partition(" is late: its oldest ")[::2] for line in told] == [
        ("intake", "unsent event is 0 s old (aftercare bus status)")
    ], "nobody is late for what was not sent"
    async with intake.transaction() as session:
        await session.execute(text("DELETE FROM outbox_queue"))
    await watch.look(certain=True)
    assert told[1:] == [
        "intake has caught up: no unsent event is late any more",
        "dispatch is late: its oldest unapplied event is 0 s old (aftercare bus status)",
        "intake is late: its oldest unapplied event is 0 s old (aftercare bus status)",
    ]
    await drain(intake, dispatch, [listener()])
    await watch.look(certain=True)
    assert told[4:] == ["dispatch has caught up: no unapplied event is late any more"]
    for database in watch._databases.values():
        await database.close()
