"""The conduct ledger and the path of a penalty (CO-15, DI-17)."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import complaints as events
from libs.common.events import dispatch
from libs.common.events.envelope import Event, Received
from libs.common.ids import new_id
from tests.integration.complaints.house import TECHNICIAN, Complaints, of_visit


def judged(ticket: UUID, *, own_fault: bool) -> dispatch.LatenessJudged:
    return dispatch.LatenessJudged(**of_visit(ticket), own_fault=own_fault, reason="堵车", user="technician")


async def fine(complaints: Complaints) -> str:
    """A fine for lateness of the technician who signs in as `technician`."""
    ticket = new_id()
    await complaints.late(ticket, visit=await complaints.scheduled(ticket))
    return str((await complaints.penalties())[0]["id"])


@pytest.mark.rule("CO-15", "DI-17", "XC-02")
async def test_each_fact_is_fined_once_whatever_comes_again(complaints: Complaints) -> None:
    ticket = new_id()
    visit = await complaints.scheduled(ticket)
    returned = dispatch.ReportReturned(**of_visit(ticket), missing=["signature"])
    for data in (returned, returned):
        event = await complaints.hear(data, of=visit)
        await complaints.deliver(event)
    off = dispatch.TechnicianUnreachable(at=complaints.now, how="switched_off", user="technician")
    for _ in range(2):
        await complaints.hear(off, of=TECHNICIAN)
    refusal = dispatch.RefusalJudged(
        ticket_id=ticket, technician_id=TECHNICIAN, justified=False, reason="太远"
    )
    await complaints.hear(refusal)
    await complaints.hear(dispatch.ArrivedLate(**of_visit(ticket), minutes=9, own_fault=False))

    found = sorted((one["cause"], one["amount"]["amount"]) for one in await complaints.penalties())

    assert found == [
        ("disobeyed", "100.00"),
        ("incomplete_report", "20.00"),
        ("phone_off", "10.00"),
        ("phone_off", "10.00"),
    ]


@pytest.mark.rule("CO-15", "DI-08")
async def test_a_later_judgement_withdraws_and_another_proposes_again(complaints: Complaints) -> None:
    ticket = new_id()
    visit = await complaints.late(ticket)
    states = []
    for own_fault in (False, False, True, True, False):
        await complaints.hear(judged(ticket, own_fault=own_fault), of=visit)
        (penalty,) = await complaints.penalties()
        states.append(penalty["status"])

    assert states == ["withdrawn", "withdrawn", "proposed", "proposed", "withdrawn"]
    assert len(await complaints.told(events.PenaltyWithdrawn)) == 2


@pytest.mark.rule("CO-15")
async def test_a_fine_proposed_anew_is_the_packs_again(complaints: Complaints) -> None:
    ticket = new_id()
    visit = await complaints.late(ticket)
    path = f"/penalties/{(await complaints.penalties())[0]['id']}"
    await complaints.post("service_manager", f"{path}/confirm")
    await complaints.post(
        "deputy_gm", f"{path}/rule", {"sanction": "bonus", "amount": {"amount": "5.00", "currency": "CNY"}}
    )

    for own_fault in (False, True):
        await complaints.hear(judged(ticket, own_fault=own_fault), of=visit)

    (fine,) = await complaints.penalties()
    assert (fine["status"], fine["sanction"], fine["amount"]["amount"]) == ("proposed", "fine", "20.00")


@pytest.mark.rule("CO-15")
async def test_what_the_deputy_gm_withdrew_no_fact_brings_back(complaints: Complaints) -> None:
    ticket = new_id()
    visit = await complaints.late(ticket)
    path = f"/penalties/{(await complaints.penalties())[0]['id']}"
    await complaints.post("service_manager", f"{path}/confirm")
    await complaints.post("deputy_gm", f"{path}/rule", {"withdrawn": True, "reason": "情有可原"})

    await complaints.hear(judged(ticket, own_fault=True), of=visit)

    assert (await complaints.get(path))["status"] == "withdrawn"


@pytest.mark.rule("CO-15")
async def test_only_the_person_objects_and_only_in_time(complaints: Complaints) -> None:
    path = f"/penalties/{await fine(complaints)}"
    assert await complaints.refused("technician", f"{path}/object") == "wrong_status"
    await complaints.post("service_manager", f"{path}/confirm")
    assert await complaints.refused("agent", f"{path}/object", expect=403) == "not_your_own"

    await complaints.move(days=3)
    objected = await complaints.post("technician", f"{path}/object", {"text": "堵车"})
    assert objected["objection"]["text"] == "堵车"

    late = f"/penalties/{await fine(complaints)}"
    await complaints.post("service_manager", f"{late}/confirm")
    await complaints.move(days=3, seconds=1)
    assert await complaints.refused("technician", f"{late}/object") == "objection_late"


@pytest.mark.rule("CO-15")
async def test_the_gm_waits_for_the_end_of_the_objection_time(complaints: Complaints) -> None:
    path = f"/penalties/{await fine(complaints)}"
    steps: tuple[tuple[str, str, Any], ...] = (
        ("service_manager", "confirm", {}),
        ("deputy_gm", "rule", {"amount": {"amount": "15.00"}, "sanction": "fine"}),
        ("gm_office", "notice", {}),
    )
    for role, verb, body in steps:
        await complaints.post(role, f"{path}/{verb}", body)
    assert await complaints.refused("gm", f"{path}/approve") == "objection_open"

    await complaints.post("technician", f"{path}/object")
    assert await complaints.refused("gm", f"{path}/approve") == "wrong_status"
    for role, verb, body in steps[1:]:
        await complaints.post(role, f"{path}/{verb}", body)
    approved = await complaints.post("gm", f"{path}/approve")

    assert (approved["status"], approved["amount"]["amount"]) == ("approved", "15.00")
    assert await complaints.refused("technician", f"{path}/object") == "wrong_status"


@pytest.mark.rule("CO-15")
@pytest.mark.parametrize(
    ("verb", "role"),
    [("confirm", "service_manager"), ("rule", "deputy_gm"), ("notice", "gm_office"), ("approve", "gm")],
)
async def test_the_steps_of_the_path_come_in_order_and_by_their_roles(
    complaints: Complaints, verb: str, role: str
) -> None:
    path = f"/penalties/{await fine(complaints)}/{verb}"
    for other in {"agent", "service_manager", "deputy_gm", "gm_office", "gm", "hr"} - {role}:
        assert await complaints.refused(other, path, expect=403) == "forbidden"
    if verb != "confirm":
        assert await complaints.refused(role, path) == "wrong_status"


@pytest.mark.rule("CO-15")
async def test_nobody_handles_a_penalty_of_ones_own(complaints: Complaints) -> None:
    penalty = await complaints.upheld(conduct_cause="quarrel", conduct_person="boss")
    assert penalty["subject"] == {"kind": "person", "id": "boss"}

    path = f"/penalties/{penalty['id']}"
    own = await complaints.send("POST", "service_manager", f"{path}/confirm", subject="boss", expect=403)
    assert own["code"] == "own_penalty"
    await complaints.post("service_manager", f"{path}/confirm")
    mine = await complaints.send("POST", "agent", f"{path}/object", {"text": "没吵"}, subject="boss")
    assert mine["status"] == "objected"


@pytest.mark.rule("XC-05")
async def test_a_technician_sees_own_penalties_and_no_others(complaints: Complaints) -> None:
    mine = await fine(complaints)
    await complaints.late(new_id())
    other = await complaints.upheld(conduct_cause="quarrel", conduct_person="someone")

    seen = await complaints.penalties(role="technician")
    assert mine in {one["id"] for one in seen}
    assert other["id"] not in {one["id"] for one in seen}
    path = f"/penalties/{other['id']}"
    assert (await complaints.get(path, role="technician", expect=403))["code"] == "not_your_own"
    assert await complaints.refused("technician", f"{path}/object", expect=403) == "not_your_own"
    assert len(await complaints.penalties(role="auditor")) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"withdrawn": True, "sanction": "fine"},
        {"sanction": "beating"},
        {"amount": {"amount": "1.00", "currency": "USD"}},
        {"amount": {"amount": "-1.00"}},
    ],
)
async def test_a_bad_ruling_is_refused(complaints: Complaints, body: dict[str, Any]) -> None:
    path = f"/penalties/{await fine(complaints)}"
    await complaints.post("service_manager", f"{path}/confirm")

    assert await complaints.refused("deputy_gm", f"{path}/rule", body, expect=422) == "invalid"


@pytest.mark.rule("XC-02")
async def test_the_order_between_topics_changes_nothing(complaints: Complaints) -> None:
    """A fact, its visit's technician and a refusal come in any order."""
    outcomes: list[tuple[list[str], int]] = []
    for order in permutations(range(3)):
        ticket, technician = new_id(), new_id()
        visit_of = dispatch.VisitScheduled(
            **of_visit(ticket, technician), window_from=complaints.now, window_to=complaints.now, user="t"
        )
        refusal = dispatch.RefusalJudged(
            ticket_id=ticket, technician_id=technician, justified=False, reason="x"
        )
        off = dispatch.TechnicianUnreachable(at=complaints.now, how="refused")
        heard: list[Received[Event]] = [
            complaints.event(visit_of, new_id()),
            complaints.event(refusal, new_id()),
            complaints.event(off, technician),
        ]
        for place in order:
            await complaints.deliver(heard[place])
        found = await complaints.penalties(f"technician_id={technician}")
        mine = (await complaints.send("GET", "technician", "/penalties", subject="t"))["items"]
        outcomes.append((sorted(one["cause"] for one in found), len(mine) - 2 * len(outcomes)))

    assert outcomes == [(["disobeyed", "phone_off"], 2)] * 6
