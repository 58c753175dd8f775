"""Appointments fire when business time has come: once, in order, also after a downtime."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers as appointments
from libs.common.act import Act
from libs.common.database import Database
from libs.common.firing import Firing
from libs.common.outbox import Wakeup
from libs.common.timers import Timer, Timers
from tests.integration.bus.accounts import NOON, open_account
from tests.integration.bus.running import until

FIRED = "INSERT INTO heard (consumer, amount) VALUES ('timers', :minute)"


class StoppedClock:
    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def ringing(*, fails_on: list[str] | None = None) -> Timers:
    timers = Timers("intake")

    @timers.on("ring")
    async def ring(timer: Timer, *, session: AsyncSession, act: Act) -> None:
        assert act.now == timer.due_at
        assert act.source == "timer:ring"
        assert act.actor.subject == "service:intake"
        await session.execute(text(FIRED), {"minute": timer.data["minute"]})
        if timer.key in (fails_on or []):
            raise KeyError(timer.key)
        if timer.data.get("again"):
            again: dict[str, Any] = {"minute": timer.data["minute"] + 5}
            due_at = timer.due_at + timedelta(minutes=5)
            await appointments.set(session, kind="ring", key=timer.key, due_at=due_at, data=again)

    return timers


def firing(database: Database, clock: StoppedClock, timers: Timers | None = None) -> Firing:
    return Firing(timers or ringing(), database=database, clock=clock, wakeup=Wakeup(database.url))


async def set_timer(database: Database, minute: int, *, key: str = "", **data: Any) -> None:
    async with database.transaction() as session:
        await appointments.set(
            session,
            kind="ring",
            key=key or f"{99 - minute:02}",
            due_at=after(minute),
            data={"minute": minute, **data},
        )


async def fired(database: Database) -> list[int]:
    async with database.transaction() as session:
        return list(await session.scalars(text("SELECT amount FROM heard ORDER BY number")))


@pytest.mark.rule("XC-08")
async def test_timers_passed_over_fire_in_the_order_of_their_due_times(intake: Database) -> None:
    for minute in (30, 10, 40, 20, 90):
        await set_timer(intake, minute)
    clock = StoppedClock()
    assert await firing(intake, clock).fire_due() == 0
    clock.time = after(60)
    await firing(intake, clock).fire_due()
    assert await fired(intake) == [10, 20, 30, 40]


async def test_a_timer_set_by_a_timer_takes_its_place_in_the_order(intake: Database) -> None:
    await set_timer(intake, 10, again=True)
    await set_timer(intake, 20)
    await firing(intake, StoppedClock(after(60))).fire_due()
    assert await fired(intake) == [10, 15, 20]


async def test_setting_a_timer_again_replaces_it_and_cancelling_removes_it(intake: Database) -> None:
    await set_timer(intake, 10, key="moved")
    await set_timer(intake, 30, key="moved")
    await set_timer(intake, 20, key="cancelled")
    async with intake.transaction() as session:
        await appointments.cancel(session, kind="ring", key="cancelled")
    await firing(intake, StoppedClock(after(60))).fire_due()
    assert await fired(intake) == [30]


async def test_a_failing_timer_has_no_effect_does_not_block_the_others_and_is_tried_again(
    intake: Database,
) -> None:
    await set_timer(intake, 10)
    await set_timer(intake, 20)
    failing = ["89"]
    ring = firing(intake, StoppedClock(after(60)), ringing(fails_on=failing))
    await ring.fire_due()
    assert await fired(intake) == [20]
    failing.clear()

    async def both() -> bool:
        await ring.fire_due()
        return await fired(intake) == [20, 10]

    await until(both)


async def test_several_workers_fire_each_timer_once(intake: Database) -> None:
    for minute in range(30):
        await set_timer(intake, minute)
    workers = [firing(intake, StoppedClock(after(60))) for _ in range(4)]

    async def all_fired() -> bool:
        await asyncio.gather(*(worker.fire_due() for worker in workers))
        return len(await fired(intake)) >= 30

    await until(all_fired)
    assert await fired(intake) == list(range(30))


@pytest.mark.rule("XC-08")
async def test_a_moved_clock_and_a_new_timer_are_noticed_by_a_running_worker(intake: Database) -> None:
    clock = StoppedClock()
    timers = ringing()
    wakeup = Wakeup(intake.url)
    running = asyncio.create_task(Firing(timers, database=intake, clock=clock, wakeup=wakeup).run())
    await set_timer(intake, 10)
    wakeup.after_commit()
    clock.time = after(15)

    async def rang() -> bool:
        return await fired(intake) == [10]

    await until(rang)
    running.cancel()
    await wakeup.close()


async def test_a_kind_that_this_release_does_not_know_is_left_alone(intake: Database) -> None:
    async with intake.transaction() as session:
        await appointments.set(session, kind="later", key="1", due_at=NOON)
    assert await firing(intake, StoppedClock(after(60))).fire_due() == 0


@pytest.mark.rule("XC-08")
@pytest.mark.parametrize(("becomes", "rings"), [("moved", [20, 30]), ("cancelled", [20]), ("kept", [10, 20])])
async def test_a_request_and_a_timer_lock_alike_and_what_the_request_decides_holds(
    intake: Database, becomes: str, rings: list[int]
) -> None:
    """The timer waits for the account; the request, which holds it, changes its appointment at once."""
    timers, waits = Timers("intake"), asyncio.Event()

    @timers.on("ring")
    async def ring(timer: Timer, *, session: AsyncSession, act: Act) -> None:
        waits.set()
        assert act.now == timer.due_at
        await session.execute(text("SELECT id FROM accounts FOR UPDATE"))
        await session.execute(text(FIRED), {"minute": timer.data["minute"]})

    await set_timer(intake, 10, key="mine")
    await set_timer(intake, 20)
    await open_account(intake)
    async with intake.transaction() as request:
        await request.execute(text("SET LOCAL lock_timeout = '1ms'"))
        await request.execute(text("SELECT id FROM accounts FOR UPDATE"))
        fires = asyncio.create_task(firing(intake, StoppedClock(after(60)), timers).fire_due())
        await waits.wait()
        if becomes == "moved":
            await appointments.set(request, kind="ring", key="mine", due_at=after(30), data={"minute": 30})
        elif becomes == "cancelled":
            await appointments.cancel(request, kind="ring", key="mine")
    assert await fires == len(rings)
    assert await fired(intake) == rings
