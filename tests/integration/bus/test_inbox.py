"""What the inbox promises to every consumer, whatever is delivered and however often."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import deadletter
from libs.common.act import Act
from libs.common.breaker import Breaker
from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.cloudevents import Record
from libs.common.events.envelope import Received
from libs.common.inbox import Inbox
from libs.common.outbox import Wakeup
from libs.common.replay import Replay
from libs.common.testing.bus import drain, sent_by
from tests.integration.bus.accounts import AmountChanged, change, heard, listener, open_account, write_down


def inbox(database: Database, *consumers: Consumer) -> Inbox:
    return Inbox(consumers, service="dispatch", database=database, wakeup=Wakeup(database.url))


async def changed(intake: Database, *amounts: int) -> UUID:
    """An account opened with the first amount and changed to the others."""
    account = await open_account(intake, amount=amounts[0])
    for amount in amounts[1:]:
        async with intake.transaction() as session:
            await change(session, account, amount)
    return account


async def outcomes(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list(await session.scalars(text("SELECT outcome FROM inbox ORDER BY event_id")))


@pytest.mark.rule("XC-02")
async def test_events_take_effect_once_and_in_order_however_often_they_come(
    intake: Database, dispatch: Database
) -> None:
    account = await changed(intake, 1, 2, 3)
    await drain(intake, dispatch, [listener()])
    await drain(intake, dispatch, [listener()])
    assert await heard(dispatch, account) == [1, 2, 3]


@pytest.mark.rule("XC-02")
async def test_the_same_events_delivered_to_many_workers_at_once_take_effect_once(
    intake: Database, dispatch: Database
) -> None:
    accounts = [await changed(intake, *range(5)) for _ in range(8)]
    records = await sent_by(intake)

    async def deliver(seed: int) -> None:
        order = sorted(accounts, key=lambda _: random.Random(seed).random())
        by_key = [record for account in order for record in records if record.key == str(account).encode()]
        await inbox(dispatch, listener()).take(by_key)

    await asyncio.gather(*(deliver(seed) for seed in range(6)))
    for account in accounts:
        assert await heard(dispatch, account) == [0, 1, 2, 3, 4]


async def test_an_old_event_behind_a_newer_one_changes_nothing_even_when_the_inbox_has_forgotten_it(
    intake: Database, dispatch: Database
) -> None:
    account = await changed(intake, 1, 2, 3)
    await drain(intake, dispatch, [listener()])
    async with dispatch.transaction() as session:
        await session.execute(text("DELETE FROM inbox"))
    await drain(intake, dispatch, [listener()])
    assert await heard(dispatch, account) == [1, 2, 3]


async def test_two_consumers_of_one_service_each_get_every_event(
    intake: Database, dispatch: Database
) -> None:
    account = await changed(intake, 1, 2)
    await drain(intake, dispatch, [listener("dispatch.one"), listener("dispatch.two")])
    assert await heard(dispatch, account) == [1, 2, 1, 2]


@pytest.mark.rule("XC-02")
async def test_a_failing_event_parks_its_key_and_the_others_go_on(
    intake: Database, dispatch: Database
) -> None:
    poisoned = await changed(intake, 1, 666, 2)
    others = [await changed(intake, 1, 2, 3) for _ in range(5)]
    await inbox(dispatch, listener(fails_on=[666])).take(await sent_by(intake))
    assert await heard(dispatch, poisoned) == [1]
    for other in others:
        assert await heard(dispatch, other) == [1, 2, 3]
    async with dispatch.transaction() as session:
        letters = await deadletter.letters(session)
    assert [(letter.reason, letter.version) for letter in letters] == [("failed", 2), ("behind", 3)]
    assert "KeyError" in letters[0].error


@pytest.mark.rule("XC-02")
async def test_what_was_parked_is_replayed_in_order_and_what_comes_meanwhile_waits_behind_it(
    intake: Database, dispatch: Database
) -> None:
    account = await changed(intake, 1, 666, 2)
    bugs = [666]
    service = inbox(dispatch, listener(fails_on=bugs))
    await service.take(await sent_by(intake))
    async with intake.transaction() as session:
        await change(session, account, 3)
    await service.take(await sent_by(intake))
    assert await heard(dispatch, account) == [1]
    await replay(dispatch, service)
    assert await heard(dispatch, account) == [1], "the bug is still there"
    bugs.clear()
    await replay(dispatch, service)
    assert await heard(dispatch, account) == [1, 666, 2, 3]
    async with intake.transaction() as session:
        await change(session, account, 4)
    await service.take(await sent_by(intake))
    assert await heard(dispatch, account) == [1, 666, 2, 3, 4], "the key is free again"
    assert set(await outcomes(dispatch)) == {"applied"}


async def replay(database: Database, service: Inbox) -> None:
    async with database.transaction() as session:
        await deadletter.ask_for_replay(session)
    while await Replay(service, database=database).replay_next():
        pass


async def test_what_a_rule_refuses_has_no_effect_and_is_recorded(
    intake: Database, dispatch: Database
) -> None:
    account = await changed(intake, 1, 13, 2)
    await inbox(dispatch, listener(refuses=[13])).take(await sent_by(intake))
    assert await heard(dispatch, account) == [1, 2]
    assert await outcomes(dispatch) == ["applied", "refused", "applied"]


@pytest.mark.rule("XC-02")
@pytest.mark.parametrize(
    "broken",
    [
        {"value": b"\x00\xff"},
        {"value": None},
        {"value": b"[" * 100_000},
        {"value": b'{"amount": "many"}'},
        {"headers": []},
        {"headers": [("ce_type", b"\xff")]},
        {"key": None},
        {"key": b"another"},
    ],
    ids=repr,
)
async def test_unreadable_bytes_become_a_dead_letter_once_and_stop_nothing(
    intake: Database, dispatch: Database, broken: dict[str, Any]
) -> None:
    account = await changed(intake, 1, 2)
    good = await sent_by(intake)
    service = inbox(dispatch, listener())
    for _ in range(2):
        await service.take([replace(good[0], **broken), *good])
    assert await heard(dispatch, account) == [1, 2]
    async with dispatch.transaction() as session:
        letters = await deadletter.letters(session)
    assert [(letter.consumer, letter.reason) for letter in letters] == [("dispatch", "undecodable")]


async def test_a_mended_letter_takes_effect(intake: Database, dispatch: Database) -> None:
    account = await changed(intake, 1)
    [good] = await sent_by(intake)
    service = inbox(dispatch, listener())
    await service.take([replace(good, value=b"{}")])
    async with dispatch.transaction() as session:
        [letter] = await deadletter.letters(session)
        await deadletter.mend(session, letter.event_id, value=b'{"amount": 5}')
    await replay(dispatch, service)
    assert await heard(dispatch, account) == [5]
    async with dispatch.transaction() as session:
        assert not await deadletter.letters(session)


async def test_unknown_fields_and_unknown_headers_are_tolerated(intake: Database, dispatch: Database) -> None:
    account = await changed(intake, 1)
    [good] = await sent_by(intake)
    newer = replace(good, value=b'{"amount": 1, "colour": [{}]}', headers=[*good.headers, ("colour", b"red")])
    await inbox(dispatch, listener()).take([newer])
    assert await heard(dispatch, account) == [1]


async def test_a_failure_takes_the_whole_effect_back(intake: Database, dispatch: Database) -> None:
    account = await changed(intake, 666)
    await inbox(dispatch, listener(fails_on=[666])).take(await sent_by(intake))
    assert await heard(dispatch, account) == []


async def test_a_passing_fault_is_waited_out_in_place(intake: Database, dispatch: Database) -> None:
    account = await changed(intake, 1, 2, 3)
    faults = iter([ConnectionResetError, TimeoutError, OSError])
    consumer = Consumer("dispatch.unlucky")
    healthy = listener("dispatch.unlucky")

    async def hear(events: list[object], *, session: AsyncSession) -> None:
        await Consumer.handle(healthy, events, session=session)  # type: ignore[arg-type]
        if fault := next(faults, None):
            raise fault

    consumer.handle = hear  # type: ignore[method-assign, assignment]
    consumer._handlers = healthy._handlers
    await inbox(dispatch, consumer).take(await sent_by(intake))
    assert await heard(dispatch, account) == [1, 2, 3]


@pytest.mark.rule("XC-02")
async def test_an_event_gives_way_to_a_request_that_locks_in_another_order(
    intake: Database, dispatch: Database
) -> None:
    """The event has the first account and wants the second, the request the other way round."""
    lock = text("SELECT id FROM accounts WHERE id = :id FOR UPDATE")
    first, second = [await open_account(dispatch) for _ in range(2)]
    account, consumer, has_first = await changed(intake, 1), Consumer("dispatch.polite"), asyncio.Event()

    @consumer.on(AmountChanged)
    async def hear(event: Received[AmountChanged], *, session: AsyncSession, act: Act) -> None:
        assert act.now == event.time
        await session.execute(lock, {"id": first})
        has_first.set()
        await session.execute(lock, {"id": second})
        await write_down(session, consumer.name, event)

    async with dispatch.transaction() as request:
        await request.execute(text("SET LOCAL lock_timeout = '900ms'"))
        await request.execute(lock, {"id": second})
        taken = asyncio.create_task(inbox(dispatch, consumer).take(await sent_by(intake)))
        await has_first.wait()
        await request.execute(lock, {"id": first})
    await taken
    assert await heard(dispatch, account) == [1]


def test_the_breaker_opens_when_more_than_half_fail_and_not_before() -> None:
    breaker = Breaker()
    for _ in range(100):
        breaker.note(failed=False)
    for _ in range(49):
        breaker.note(failed=True)
    assert not breaker.is_open
    breaker.note(failed=True)
    assert breaker.is_open


@pytest.mark.rule("XC-02")
async def test_a_projection_gets_its_events_together_and_in_order(
    intake: Database, dispatch: Database
) -> None:
    account = await changed(intake, 1, 2, 3)
    sizes = []
    totals = Consumer("dispatch.totals")

    @totals.on_batch(AmountChanged)
    async def add_up(events: Sequence[Received[AmountChanged]], *, session: AsyncSession) -> None:
        sizes.append(len(events))
        for event in events:
            await write_down(session, "dispatch.totals", event)

    await drain(intake, dispatch, [totals])
    assert await heard(dispatch, account) == [1, 2, 3]
    assert sizes == [3]


def test_records_without_a_readable_id_get_the_same_one_for_the_same_bytes() -> None:
    one = Record(topic="t", partition=0, offset=1, key=None, headers=[], value=b"x")
    assert one.derived_id() == replace(one, offset=9).derived_id() != replace(one, value=b"y").derived_id()
