"""Conduct that is upheld, and of whom it is (CO-03, CO-15)."""

import pytest

from libs.common.ids import new_id
from tests.integration.complaints.house import TECHNICIAN, Complaints


@pytest.mark.rule("CO-15")
async def test_a_complaint_is_upheld_or_not_its_conduct_with_it(complaints: Complaints) -> None:
    conduct = ("service_manager", "conduct", {"upheld": True, "reason": "属实"})
    finding = ("service_manager", "not-established", {"reason": "查无此事"})
    for first, second in ((conduct, finding), (finding, conduct)):
        case = await complaints.complaint(conduct_cause="quarrel", conduct_person="li")
        await complaints.act(case, first)
        _, verb, body = second
        code = await complaints.refused("service_manager", f"/complaints/{case}/{verb}", body)
        assert code == "verdicts_contradict"


@pytest.mark.rule("CO-15")
async def test_of_several_who_share_a_sign_in_name_it_is_who_went_to_the_customer(
    complaints: Complaints,
) -> None:
    ticket, newer = new_id(), new_id()
    await complaints.scheduled(ticket)
    await complaints.scheduled(new_id(), technician=newer)
    quarrel = {"conduct_cause": "quarrel", "conduct_person": "technician"}

    assert (await complaints.upheld(**quarrel, ticket_id=str(ticket)))["technician_id"] == str(TECHNICIAN)
    assert (await complaints.upheld(**quarrel))["technician_id"] == str(newer)


@pytest.mark.rule("CO-03", "CO-15")
async def test_idleness_is_warned_and_proven_again_it_is_the_next_higher_kind(complaints: Complaints) -> None:
    idle = {"conduct_cause": "idle", "conduct_person": "技术员甲"}
    got = [await complaints.upheld(**idle) for _ in range(4)]
    assert [(one["cause"], one["sanction"]) for one in got] == [
        ("idle", "warning"),
        ("idle", "demerit"),
        ("idle", "major_demerit"),
        ("idle", "dismissal"),
    ]
    for cause in ("quarrel", "asking_favours", "not_in_time", "repeat_repair"):
        one = await complaints.upheld(conduct_cause=cause, conduct_person="技术员甲")
        assert (one["cause"], one["sanction"]) == ("major_demerit", "major_demerit")

    await complaints.move(days=366)
    assert (await complaints.upheld(**idle))["sanction"] == "warning"


@pytest.mark.rule("CO-15")
async def test_conduct_that_is_not_upheld_costs_nothing_and_is_decided_once(complaints: Complaints) -> None:
    case = await complaints.complaint(conduct_cause="quarrel", conduct_person="someone")
    verdict = {"upheld": False, "reason": "录音显示礼貌"}
    await complaints.act(case, ("service_manager", "conduct", verdict))

    assert await complaints.penalties(f"case_id={case}") == []
    path = f"/complaints/{case}/conduct"
    assert await complaints.refused("service_manager", path, verdict) == "conduct_decided"
    other = {"conduct_person": "somebody else"}
    refused = await complaints.patch("agent", f"/complaints/{case}", other, expect=409)
    assert refused["code"] == "conduct_decided"


async def test_the_person_is_the_one_technician_who_went(complaints: Complaints) -> None:
    ticket = new_id()
    case = await complaints.complaint(ticket_id=str(ticket))
    path = f"/complaints/{case}/conduct"
    verdict = {"upheld": True, "reason": "属实"}
    assert await complaints.refused("service_manager", path, verdict) == "no_conduct_cause"
    verdict["cause"] = "quarrel"
    assert await complaints.refused("service_manager", path, verdict) == "no_conduct_person"

    await complaints.scheduled(ticket)

    assert (await complaints.post("service_manager", path, verdict))["conduct_person"] == "technician"
    (penalty,) = await complaints.penalties(f"technician_id={TECHNICIAN}")
    assert penalty["evidence"]["case_id"] == case
