"""The voucher's way: signed there by the customer, or countersigned first (IN-17)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events import intake as events
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

BACK = {"signed_on": "2026-03-02"}


def filled_in(desk: Desk) -> dict[str, Any]:
    began, ended = desk.at(-timedelta(hours=2)), desk.at(-timedelta(hours=1))
    return {"started_at": began.isoformat(), "ended_at": ended.isoformat(), "content": "压缩机已更换"}


async def repaired_in_the_workshop(intake: Intake) -> Desk:
    desk = await Desk.open(intake)
    await desk.hear(desk.scheduled())
    await desk.hear(dispatch.VisitStarted(**desk.visit_fields()))
    await desk.hear(dispatch.UnitTakenIn(**desk.visit_fields(), to="workshop", receipt_no="R-1"))
    await desk.hear(dispatch.UnitBroughtBack(**desk.visit_fields()))
    await desk.hear(desk.completed())
    return desk


@pytest.mark.rule("IN-17")
async def test_signed_on_the_spot_it_comes_back_without_more(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.work()

    needless = await desk.act("countersign-voucher", filled_in(desk), role="service_manager")
    returned = await desk.act("voucher-returned", {**BACK, "scan": "scan-7"})

    assert (needless["status_code"], needless["code"]) == (409, "signed_on_the_spot")
    assert returned["voucher"] == {
        "number": desk.opened["voucher_number"],
        "finished_on_the_spot": True,
        "needs_countersign": False,
        "countersigned": None,
        "signed_on": "2026-03-02",
        "scan": "scan-7",
    }


@pytest.mark.rule("IN-17")
async def test_repaired_in_the_workshop_the_manager_countersigns(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)

    by_agent = await desk.act("countersign-voucher", filled_in(desk))
    signed = await desk.act("countersign-voucher", filled_in(desk), role="service_manager")
    twice = await desk.act("countersign-voucher", filled_in(desk), role="service_manager")
    returned = await desk.act("voucher-returned", BACK)

    assert [(one["status_code"], one["code"]) for one in (by_agent, twice)] == [
        (403, "forbidden"),
        (409, "voucher_countersigned"),
    ]
    assert signed["voucher"]["countersigned"]["by"] == "service_manager"
    assert signed["voucher"]["countersigned"]["content"] == "压缩机已更换"
    assert (returned["status_code"], returned["voucher"]["signed_on"]) == (200, "2026-03-02")
    [event] = await intake.told(events.VoucherCountersigned)
    assert event.by == "service_manager"


@pytest.mark.rule("IN-17")
async def test_times_and_content_are_filled_in_before_the_manager_signs(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)
    whole = filled_in(desk)
    times = {"started_at": whole["ended_at"], "ended_at": whole["started_at"]}
    lacking = [{name: whole[name] for name in whole if name != left_out} for left_out in whole]
    for body in (*lacking, whole | times, whole | {"content": " "}):
        refused = await desk.act("countersign-voucher", body, role="service_manager")
        assert (refused["status_code"], len(refused["errors"])) == (422, 1)

    signed = await desk.act("countersign-voucher", whole, role="service_manager")

    said = signed["voucher"]["countersigned"]
    assert {name: said[name] for name in whole} == {
        name: value.replace("+00:00", "Z") for name, value in whole.items()
    }


@pytest.mark.rule("IN-17")
async def test_a_paper_that_the_manager_has_not_signed_is_archived_and_says_so(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)

    returned = await desk.act("voucher-returned", BACK)
    signed = await desk.act("countersign-voucher", filled_in(desk), role="service_manager")

    assert (returned["status_code"], returned["voucher"]["needs_countersign"]) == (200, True)
    assert [event.countersign_missing for event in await intake.told(events.VoucherReturned)] == [True]
    assert signed["voucher"]["needs_countersign"] is False


@pytest.mark.rule("IN-17", "DI-10")
async def test_a_report_that_the_manager_approved_is_countersigned(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)
    approved = dispatch.ReportApproved(**desk.visit_fields())

    await intake.deliver(intake.event(approved, desk.visit, actor="manager"))

    assert (await desk.now())["voucher"]["countersigned"]["by"] == "manager"
    [event] = await intake.told(events.VoucherCountersigned)
    assert (event.voucher_number, event.by) == (desk.opened["voucher_number"], "manager")
    assert (await desk.act("voucher-returned", BACK))["status_code"] == 200


@pytest.mark.rule("IN-17")
async def test_printed_after_the_countersigning_it_shows_what_was_filled_in(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)
    path = f"{desk.path}/voucher"
    blank = (await intake.agent.get(path)).content
    assert (await intake.agent.get(path)).content == blank

    await desk.act("countersign-voucher", filled_in(desk), role="service_manager")

    filled = await intake.agent.get(path)
    assert filled.content.startswith(b"%PDF")
    assert filled.content != blank


@pytest.mark.rule("IN-17")
async def test_reopened_the_voucher_goes_out_anew(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)
    await desk.act("countersign-voucher", filled_in(desk), role="service_manager")
    await desk.act("voucher-returned", BACK)
    await desk.act("notify", {"channel": "phone", "text": "修好了"})
    assert (await desk.act("close", {"outcome": "repaired"}))["status"] == "closed"

    reopened = await desk.act("reopen", {"reason": "又坏了"})

    voucher = reopened["voucher"]
    assert (voucher["finished_on_the_spot"], voucher["countersigned"], voucher["signed_on"]) == (None,) * 3


async def test_what_the_voucher_says_must_hang_together(intake: Intake) -> None:
    desk = await repaired_in_the_workshop(intake)
    turned = filled_in(desk) | {"ended_at": desk.at(-timedelta(hours=9)).isoformat()}

    refused = await desk.act("countersign-voucher", turned, role="service_manager")

    assert (refused["status_code"], refused["errors"][0]["pointer"]) == (422, "/ended_at")
