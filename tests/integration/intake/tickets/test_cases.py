"""Complaint cases and a ticket's end, in whatever order they are heard of (IN-10)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

EARLIER, LATER = timedelta(minutes=-5), timedelta(minutes=5)


async def ended(intake: Intake, how: str) -> Desk:
    desk = await Desk.open(intake)
    await intake.move(hours=1)
    if how == "cancel":
        await desk.act("cancel", {"reason": "不修了"})
        return desk
    await desk.work()
    await desk.act("voucher-returned", {"signed_on": "2026-03-02"})
    await desk.act("notify", {"channel": "phone", "text": "修好了"})
    assert (await desk.act("close", {"outcome": "repaired"}))["status"] == "closed"
    return desk


async def close(desk: Desk) -> Any:
    return (await desk.act("close", {"outcome": "cancelled_by_customer"})).get("code")


@pytest.mark.rule("IN-10")
@pytest.mark.parametrize("how", ["close", "cancel"])
@pytest.mark.parametrize(("after", "running"), [(EARLIER, True), (timedelta(), False), (LATER, False)])
async def test_only_a_case_older_than_the_ending_reopens(
    intake: Intake, how: str, after: timedelta, *, running: bool
) -> None:
    desk = await ended(intake, how)
    assert desk.opened["closed_at"] is None
    assert (await desk.now())["closed_at"] is not None

    await desk.hear(desk.complaint(received_at=desk.at(after)), subject=uuid4(), after=LATER)

    now = await desk.now()
    runs_as = "done" if how == "close" else "open"
    assert (now["status"] == runs_as, now["closed_at"] is None) == (running, running)


@pytest.mark.rule("IN-10", "IN-16")
async def test_a_complaint_is_no_fault_that_came_back(intake: Intake) -> None:
    desk = await ended(intake, "close")

    await desk.hear(desk.complaint(received_at=desk.at(EARLIER)), subject=uuid4(), after=LATER)

    [reopened] = await intake.told(events.TicketReopened)
    assert ((await desk.now())["repeat_repair"], reopened.repeat_repair) == (False, False)


@pytest.mark.rule("IN-10", "IN-16")
async def test_work_that_was_done_stays_done_and_only_the_case_stands_in_the_way(intake: Intake) -> None:
    """Nobody is sent out again, nothing is to be signed or paid twice: the complaint awaits its answer."""
    desk, case = await ended(intake, "close"), uuid4()
    await intake.move(hours=30)

    await desk.hear(desk.complaint(received_at=desk.at(timedelta(hours=-30) + EARLIER)), subject=case)

    now = await desk.now()
    assert (now["status"], now["outcome"], now["voucher"]["signed_on"]) == ("done", None, "2026-03-02")
    states = {clock["kind"]: clock["state"] for clock in now["deadlines"]}
    assert states == {"answer": "running"}
    [reopened] = await intake.told(events.TicketReopened)
    assert (reopened.field_work, reopened.arrive_by, reopened.repair_by) == (False, None, None)
    assert (await desk.act("close", {"outcome": "repaired"}))["code"] == "complaint_open"
    await desk.hear(desk.complaint_closed(), subject=case)
    assert (await desk.act("close", {"outcome": "repaired"}))["status"] == "closed"
    assert [closed.resolution for closed in await intake.told(events.TicketClosed)] == [1, 2]


@pytest.mark.rule("IN-10", "IN-16")
async def test_a_customer_who_says_meanwhile_that_it_is_not_fixed_gets_a_repeat_repair(
    intake: Intake,
) -> None:
    desk = await ended(intake, "close")
    await desk.hear(desk.complaint(received_at=desk.at(EARLIER)), subject=uuid4(), after=LATER)

    again = await desk.act("reopen", {"reason": "还是不制冷"})

    assert (again["status"], again["repeat_repair"], again["voucher"]["signed_on"]) == ("open", True, None)
    assert {clock["state"] for clock in again["deadlines"]} == {"running"}
    assert [told_.field_work for told_ in await intake.told(events.TicketReopened)] == [False, True]


@pytest.mark.rule("IN-10")
async def test_a_case_registered_before_the_ending_and_heard_of_after_reopens_after_it(
    intake: Intake,
) -> None:
    """Nothing that reads the events in their times may find the ticket re-opened before it was closed."""
    desk = await ended(intake, "close")
    closed_at = (await desk.now())["closed_at"]
    registered = desk.complaint(received_at=desk.at(2 * EARLIER))

    await desk.hear(registered, subject=uuid4(), after=EARLIER)

    answer = next(clock for clock in (await desk.now())["deadlines"] if clock["kind"] == "answer")
    assert answer["due_at"][:16] == f"2026-03-03{closed_at[10:16]}"


@pytest.mark.rule("IN-10", "XC-02")
@pytest.mark.parametrize("how", ["close", "cancel", "run"])
@pytest.mark.parametrize("closed_first", [False, True])
async def test_a_case_that_was_closed_never_stands_in_the_way_in_either_order(
    intake: Intake, how: str, *, closed_first: bool
) -> None:
    """A registration that was set aside may be replayed after the closing."""
    desk = await Desk.open(intake) if how == "run" else await ended(intake, how)
    case, received_at = uuid4(), desk.at(EARLIER)
    heard: list[Any] = [
        told.complaint(desk.id, received_at=received_at),
        told.complaint_closed(desk.id, received_at=received_at),
    ]

    for event in reversed(heard) if closed_first else heard:
        await desk.hear(event, subject=case, after=LATER)

    assert (await desk.now())["status"] == ("done" if how == "close" else "open")
    assert await close(desk) != "complaint_open"


@pytest.mark.rule("IN-10")
async def test_one_case_closed_leaves_the_other_open(intake: Intake) -> None:
    desk = await Desk.open(intake)
    first, second = uuid4(), uuid4()
    for case in (first, second):
        await desk.hear(desk.complaint(received_at=intake.now), subject=case)

    await desk.hear(desk.complaint_closed(), subject=first)
    assert await close(desk) == "complaint_open"
    await desk.hear(desk.complaint_closed(), subject=second)

    assert await close(desk) != "complaint_open"


@pytest.mark.rule("IN-10")
@pytest.mark.parametrize(("after", "status"), [(EARLIER, "done"), (LATER, "closed")])
async def test_a_case_linked_later_is_to_the_ticket_what_a_registered_one_is(
    intake: Intake, after: timedelta, status: str
) -> None:
    desk, case = await ended(intake, "close"), uuid4()
    received_at = desk.at(after)
    await intake.deliver(intake.event(told.complaint(None, received_at=received_at), case))

    await desk.hear(told.complaint_linked(desk.id, received_at=received_at), subject=case, after=LATER)

    assert (await desk.now())["status"] == status


@pytest.mark.rule("IN-10")
async def test_a_case_that_moves_to_another_ticket_frees_the_first(intake: Intake) -> None:
    first, second, case = await Desk.open(intake), await Desk.open(intake), uuid4()
    await first.hear(first.complaint(received_at=intake.now), subject=case)
    assert await close(first) == "complaint_open"

    await second.hear(told.complaint_linked(second.id, received_at=intake.now), subject=case)
    assert (await close(first), await close(second)) == ("customer_not_told", "complaint_open")
    await second.hear(second.complaint_closed(), subject=case)

    assert await close(second) == "customer_not_told"


@pytest.mark.rule("IN-10")
async def test_a_case_about_no_ticket_of_ours_changes_nothing(intake: Intake) -> None:
    registered = told.complaint(UUID(int=1), received_at=intake.now)

    await intake.deliver(intake.event(registered, uuid4()))

    assert await intake.told(events.TicketReopened) == []
