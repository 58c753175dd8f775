"""A ticket's life as the other services tell of it."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from libs.common.events import complaints, dispatch, followup
from libs.common.events import intake as events
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

CLOSE = {"outcome": "repaired"}
BACK = {"signed_on": "2026-03-02"}
TELL = {"channel": "phone", "text": "修好了"}


@pytest.mark.rule("IN-16")
async def test_it_closes_only_when_all_is_done(intake: Intake) -> None:
    desk = await Desk.open(intake)
    said = [await desk.act("close", CLOSE)]
    await desk.work()
    said += [await desk.act("close", CLOSE)]
    await desk.act("voucher-returned", BACK)
    said += [await desk.act("close", CLOSE)]
    await desk.act("notify", TELL)

    closed = await desk.act("close", CLOSE)

    assert [one["code"] for one in said] == ["work_open", "voucher_missing", "customer_not_told"]
    assert (closed["status"], closed["outcome"]) == ("closed", "repaired")


@pytest.mark.rule("IN-16")
@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (dispatch.CustomerNotified, {}),
        (complaints.CustomerNotified, {"case_id": uuid4()}),
        (followup.CustomerNotified, {}),
    ],
    ids=["dispatch", "complaints", "followup"],
)
async def test_whoever_told_the_customer_the_ticket_may_close(
    intake: Intake, kind: Any, more: dict[str, Any]
) -> None:
    desk = await Desk.open(intake)
    await desk.work()
    await desk.act("voucher-returned", BACK)
    refused = await desk.act("close", CLOSE)

    await desk.hear(kind(channel="phone", ticket_id=desk.id, text_hash="x", **more), subject=uuid4())

    assert refused["code"] == "customer_not_told"
    assert (await desk.act("close", CLOSE))["status"] == "closed"


@pytest.mark.rule("IN-06")
async def test_arrival_and_repair_clocks_stop_where_the_work_is(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.hear(desk.scheduled())
    now = intake.now
    arrived = dispatch.TechnicianArrived(**desk.visit_fields(), arrived_at=now, promised_by=now)

    await desk.hear(arrived)
    await desk.hear(desk.completed())

    states = {deadline["kind"]: deadline["state"] for deadline in (await desk.now())["deadlines"]}
    assert states.pop("answer") == "running"
    assert set(states.values()) <= {"met"}


@pytest.mark.rule("IN-06")
async def test_an_outbound_contact_with_an_estimate_answers_and_becomes_a_deadline(intake: Intake) -> None:
    desk = await Desk.open(intake)
    promised = intake.now + timedelta(hours=6)
    contact = {
        "channel": "phone",
        "direction": "outbound",
        "kind": "repair",
        "content": "明天修好",
        "ticket_id": str(desk.id),
        "promised_at": promised.isoformat(),
    }

    assert (await intake.agent.post("/intake/v1/contacts", json=contact)).status_code == 201

    states = {deadline["kind"]: deadline for deadline in (await desk.now())["deadlines"]}
    assert states["answer"]["state"] == "met"
    assert (states["reply"]["state"], states["reply"]["due_at"]) == ("running", "2026-03-02T08:00:00Z")


@pytest.mark.rule("IN-07")
async def test_what_nobody_touches_is_warned_of_missed_chased_and_escalated(intake: Intake) -> None:
    await Desk.open(intake)

    await intake.move(days=5)

    told = await intake.told(
        events.TicketDeadlineNear,
        events.TicketDeadlineMissed,
        events.TicketChased,
        events.TicketEscalated,
    )
    names = [type(event).__name__ for event in told]
    assert (
        names.index("TicketDeadlineNear") < names.index("TicketDeadlineMissed") < names.index("TicketChased")
    )
    assert told[-1].to == ["department_manager", "quality"]


@pytest.mark.rule("IN-10")
async def test_no_ticket_closes_over_an_open_complaint(intake: Intake) -> None:
    desk = await Desk.open(intake)
    case = uuid4()
    await desk.work()
    await desk.act("voucher-returned", BACK)
    await desk.act("notify", TELL)
    await desk.hear(desk.complaint(received_at=intake.now), subject=case)

    refused = await desk.act("close", CLOSE)
    await desk.hear(desk.complaint_closed(), subject=case)
    closed = await desk.act("close", CLOSE)

    assert (refused["status_code"], refused["code"], closed["status"]) == (409, "complaint_open", "closed")


@pytest.mark.rule("IN-16")
@pytest.mark.parametrize(("seconds", "repeat"), [(0, True), (1, False)])
async def test_the_same_fault_within_thirty_days_is_a_repeat_repair(
    intake: Intake, seconds: int, *, repeat: bool
) -> None:
    desk = await Desk.open(intake)
    await desk.work()
    await desk.act("voucher-returned", BACK)
    await desk.act("notify", TELL)
    await desk.act("close", CLOSE)
    intake.clock.move_to(intake.now + timedelta(days=30, seconds=seconds))

    reopened = await desk.act("reopen", {"reason": "又不制冷"})

    assert (reopened["status"], reopened["repeat_repair"]) == ("open", repeat)


@pytest.mark.rule("XC-02")
async def test_the_order_between_topics_changes_nothing(intake: Intake) -> None:
    """A visit's completion, its charge, a complaint and the telling come in any order."""
    ends = []
    for order in permutations(range(4)):
        desk = await Desk.open(intake)
        await desk.hear(desk.scheduled())
        charge = dispatch.ChargeCollected(
            **desk.visit_fields(),
            charge_id=uuid4(),
            amount=Decimal("20.00"),
            currency="CNY",
            receipt_no="R1",
        )
        told = dispatch.CustomerNotified(channel="phone", ticket_id=desk.id, text_hash="x")
        news = [
            (desk.completed(), None),
            (charge, uuid4()),
            (desk.complaint(received_at=intake.now), uuid4()),
            (told, uuid4()),
        ]
        for i in order:
            await desk.hear(news[i][0], subject=news[i][1])
        end = await desk.now()
        ends.append((end["status"], end["charge"], (await desk.act("close", CLOSE))["code"]))

    assert len(set(map(str, ends))) == 1
