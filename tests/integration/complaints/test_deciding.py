"""Remedies, the authority matrix and the long way of a serious case (CO-04, CO-09)."""

from typing import Any

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import APOLOGY, DECIDED, REPLY, REPORTED, Complaints, paid


@pytest.mark.rule("CO-09")
@pytest.mark.parametrize(
    ("amount", "level"),
    [("500.00", "service_manager"), ("500.01", "deputy_gm"), ("5000.00", "deputy_gm"), ("5000.01", "gm")],
)
async def test_nobody_approves_above_the_limit(complaints: Complaints, amount: str, level: str) -> None:
    case = await complaints.complaint()
    proposed = await complaints.act(case, ("agent", "remedy", paid(amount, "exchange")))
    assert proposed["decision"]["level"] == level

    path = f"/complaints/{case}/approve"
    assert await complaints.refused("agent", path, expect=403) == "forbidden"
    roles = ["service_manager", "deputy_gm", "gm"]
    for below in roles[: roles.index(level)]:
        assert await complaints.refused(below, path, expect=403) == "above_authority"
    approved = await complaints.post(level, path)
    assert (approved["status"], approved["decision"]["approved_role"]) == ("approved", level)


@pytest.mark.rule("CO-09")
async def test_nobody_approves_an_own_proposal_and_the_gms_goes_to_the_deputy(complaints: Complaints) -> None:
    case = await complaints.complaint()
    path = f"/complaints/{case}/approve"
    await complaints.act(case, ("service_manager", "remedy", APOLOGY))
    assert await complaints.refused("service_manager", path, expect=403) == "own_proposal"

    await complaints.act(case, ("gm", "remedy", paid("9000.00")))
    assert await complaints.refused("gm", path, expect=403) == "own_proposal"
    assert await complaints.refused("service_manager", path, expect=403) == "above_authority"
    assert (await complaints.post("deputy_gm", path))["decision"]["approved_by"] == "deputy_gm"


@pytest.mark.rule("CO-09")
async def test_another_gm_may_check_what_a_gm_proposed(complaints: Complaints) -> None:
    case = await complaints.complaint()
    path, minutes = f"/complaints/{case}/approve", {"text": "总经理办公会决议"}
    await complaints.act(case, ("gm", "remedy", paid("9000.00")))
    own = await complaints.send("POST", "gm", path, minutes, expect=403)
    assert own["code"] == "own_proposal"

    approved = await complaints.send("POST", "gm", path, minutes, subject="another gm")

    decision = approved["decision"]
    assert (decision["approved_by"], decision["approved_role"]) == ("another gm", "gm")
    assert decision["approval_text"] == minutes["text"]


@pytest.mark.rule("CO-09")
async def test_after_sales_and_sales_agree_what_the_gm_proposed_for_a_serious_case(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint(severity="serious")
    approve = f"/complaints/{case}/approve"
    countersigned = ("department_manager", "countersign", {"department": "production"})
    await complaints.act(case, *DECIDED, ("gm", "remedy", paid("300.00")), countersigned)
    for role in ("sales", "service_manager"):
        assert await complaints.refused("deputy_gm", approve) == "not_agreed"
        await complaints.act(case, (role, "agree", {"settled_on": "2026-03-02", "text": "同意"}))

    approved = await complaints.post("deputy_gm", approve)

    assert approved["decision"]["agreed"] == ["sales", "customer_service"]
    assert approved["decision"]["settled_on"] == "2026-03-02"
    assert approved["decision"]["agreement"] == "同意"
    assert approved["status"] == "approved"


@pytest.mark.rule("CO-09")
async def test_nothing_is_promised_before_approval_and_a_rejected_remedy_is_proposed_anew(
    complaints: Complaints,
) -> None:
    case = await complaints.complaint()
    await complaints.act(case, ("agent", "remedy", paid("100.00")))
    assert (
        await complaints.refused("service_manager", f"/complaints/{case}/reply", REPLY[2]) == "not_approved"
    )

    await complaints.act(case, ("service_manager", "reject", {"reason": "偏高"}))
    assert await complaints.refused("service_manager", f"/complaints/{case}/approve") == "no_remedy"
    await complaints.act(case, ("agent", "remedy", paid("50.00")), ("service_manager", "approve"), REPLY)
    code = await complaints.refused("agent", f"/complaints/{case}/remedy", paid("5.00"))
    assert code == "wrong_status"


@pytest.mark.parametrize(
    ("remedy", "pointer"),
    [
        ({"kind": "exchange", "text": "换"}, "/amount"),
        ({"kind": "repair", "text": "修"}, "/amount"),
        ({"kind": "apology", "amount": {"amount": "9.00"}, "text": "x"}, "/amount"),
        (paid("10.00") | {"amount": {"amount": "10.00", "currency": "USD"}}, "/amount/currency"),
        (paid("-1"), "/amount/amount"),
        (paid("1e9"), "/amount/amount"),
        ({"kind": "party", "text": "x"}, "/kind"),
    ],
)
async def test_a_bad_remedy_is_refused_with_the_field(
    complaints: Complaints, remedy: dict[str, Any], pointer: str
) -> None:
    case = await complaints.complaint()

    problem = await complaints.post("agent", f"/complaints/{case}/remedy", remedy, expect=422)

    assert problem["errors"][0]["pointer"] == pointer


@pytest.mark.rule("CO-04", "CO-09")
async def test_a_serious_case_takes_the_long_way(complaints: Complaints) -> None:
    case = await complaints.complaint(severity="serious")
    remedy = f"/complaints/{case}/remedy"
    assert await complaints.refused("agent", remedy, APOLOGY) == "report_undecided"
    await complaints.act(case, *REPORTED[:2])
    assert await complaints.refused("agent", remedy, APOLOGY) == "investigation_open"
    assert await complaints.refused("service_manager", f"/complaints/{case}/report", {"text": "x"}) == (
        "investigation_open"
    )
    await complaints.act(case, *REPORTED[2:])
    assert await complaints.refused("agent", remedy, APOLOGY) == "report_undecided"
    await complaints.act(case, DECIDED[-1], ("agent", "remedy", paid("300.00")))

    path = f"/complaints/{case}/approve"
    assert await complaints.refused("service_manager", path) == "not_agreed"
    await complaints.act(case, ("sales", "agree"))
    assert await complaints.refused("service_manager", path) == "countersign_missing"
    countersign = f"/complaints/{case}/countersign"
    wrong = await complaints.refused("quality", countersign, {"department": "production"}, expect=403)
    assert wrong == "forbidden"
    await complaints.act(
        case,
        ("department_manager", "countersign", {"department": "production"}),
        ("service_manager", "approve"),
    )
    assert [one.department for one in await complaints.told(events.RemedyCountersigned)] == ["production"]
