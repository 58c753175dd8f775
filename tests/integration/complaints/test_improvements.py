"""Improvement actions: when they are needed, checked, opened again (CO-17)."""

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import CALLED_ON, MINOR_WAY, Complaints

ACTION = {"action": "改包装", "owner": "production", "due_on": "2026-03-20"}


@pytest.mark.rule("CO-17")
async def test_a_cause_that_was_no_negligence_needs_an_improvement(complaints: Complaints) -> None:
    first = await answered_for(complaints, negligence=False)
    close = f"/complaints/{first}/close"
    assert await complaints.refused("service_manager", close) == "improvement_missing"
    await complaints.act(first, ("service_manager", "improvement", ACTION))
    await complaints.post("service_manager", close)
    confirmed = await complaints.act(first, ("quality", "improvement/confirm", {"text": "有效"}))
    assert confirmed["improvement"]["state"] == "confirmed"

    await complaints.act(await answered_for(complaints, negligence=True), ("service_manager", "close"))
    assert (await complaints.case(first))["improvement"]["state"] == "confirmed"

    await answered_for(complaints, negligence=False)
    assert (await complaints.case(first))["improvement"]["state"] == "reopened"
    (again,) = await complaints.told(events.ImprovementReopened)
    assert (again.reason, again.owner, str(again.due_on)) == ("same_cause", "production", "2026-04-01")


@pytest.mark.rule("CO-17")
async def test_an_improvement_knows_a_cause_that_was_found_after_it(complaints: Complaints) -> None:
    first = await complaints.complaint()
    packing = {"kind": "department", "subject": "production", "cause_code": "packing"}
    await complaints.act(
        first,
        ("quality", "improvement", ACTION),
        ("service_manager", "responsibility", packing),
        ("quality", "improvement/confirm"),
    )

    await answered_for(complaints, negligence=False)

    assert (await complaints.case(first))["improvement"]["state"] == "reopened"


@pytest.mark.rule("CO-17")
async def test_an_improvement_is_overdue_after_its_day(complaints: Complaints) -> None:
    case = await answered_for(complaints, negligence=False)
    path, past = f"/complaints/{case}/improvement", ACTION | {"due_on": "2026-03-01"}
    assert await complaints.refused("quality", path, past, expect=422) == "invalid"
    await complaints.act(case, ("quality", "improvement", ACTION | {"due_on": "2026-03-03"}))

    await complaints.move(days=3)

    assert [one.owner for one in await complaints.told(events.ImprovementOverdue)] == ["production"]


@pytest.mark.rule("CO-17")
async def test_an_improvement_that_does_not_work_is_due_again(complaints: Complaints) -> None:
    case = await answered_for(complaints, negligence=False)
    await complaints.act(case, ("quality", "improvement", ACTION))

    again = await complaints.act(case, ("quality", "improvement/confirm", {"effective": False}))
    assert (again["improvement"]["state"], again["improvement"]["due_on"]) == ("reopened", "2026-04-01")
    changed = {"effective": False, "owner": "rnd", "due_on": "2026-04-10"}
    again = await complaints.act(case, ("quality", "improvement/confirm", changed))
    assert (again["improvement"]["owner"], again["improvement"]["due_on"]) == ("rnd", "2026-04-10")
    anew = {"action": "换供应商", "owner": "quality", "due_on": "2026-04-12"}
    again = await complaints.act(case, ("quality", "improvement", anew))
    assert {name: again["improvement"][name] for name in anew} == anew
    told = [(one.owner, str(one.due_on)) for one in await complaints.told(events.ImprovementReopened)]
    assert told == [("production", "2026-04-01"), ("rnd", "2026-04-10")]

    await complaints.move(days=41)
    assert await complaints.told(events.ImprovementOverdue) == []
    await complaints.move(days=1)
    assert [one.owner for one in await complaints.told(events.ImprovementOverdue)] == ["quality"]
    confirm = f"/complaints/{case}/improvement/confirm"
    assert await complaints.refused("quality", confirm, {"owner": "rnd"}, expect=422) == "invalid"


@pytest.mark.rule("CO-17")
@pytest.mark.parametrize("effective", [False, True])
async def test_what_is_open_again_is_overdue_after_its_new_day(
    complaints: Complaints, effective: bool
) -> None:
    """By its check, or by the same cause in another case."""
    case = await answered_for(complaints, negligence=False)
    check = ("quality", "improvement/confirm", {"effective": effective})
    await complaints.act(case, ("quality", "improvement", ACTION), check)
    if effective:
        await answered_for(complaints, negligence=False)

    await complaints.move(days=30, hours=14, minutes=59)  # 1 April 23:59 in Shanghai
    assert await complaints.told(events.ImprovementOverdue) == []
    await complaints.move(minutes=1)

    assert [str(one.due_on) for one in await complaints.told(events.ImprovementOverdue)] == ["2026-04-01"]


@pytest.mark.rule("CO-17")
@pytest.mark.parametrize("of_class", ["quality", "non_quality"])
async def test_a_minor_case_too_closes_only_with_its_cause_known_or_improved(
    complaints: Complaints, of_class: str
) -> None:
    for way_out in (
        ("service_manager", "responsibility", {"kind": "person", "subject": "li", "negligence": True}),
        ("quality", "improvement", ACTION),
    ):
        case = await complaints.complaint(**{"class": of_class})
        await complaints.act(case, *MINOR_WAY)
        code = await complaints.refused("service_manager", f"/complaints/{case}/close")
        assert code == "improvement_missing"
        assert (await complaints.act(case, way_out, ("service_manager", "close")))["status"] == "closed"


async def answered_for(complaints: Complaints, *, negligence: bool) -> str:
    case = await complaints.complaint()
    verdict = {
        "kind": "department",
        "subject": "production",
        "negligence": negligence,
        "cause_code": "packing",
    }
    await complaints.act(case, ("service_manager", "responsibility", verdict), CALLED_ON, *MINOR_WAY[2:])
    return case
