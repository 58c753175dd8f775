"""A fault that is known is told before and after its ticket is opened (IN-02, IN-15)."""

from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake

E4: dict[str, Any] = {"fault": {"code": "E4", "text": "不制冷"}}


async def known(intake: Intake, path: str = "/known-faults", **asked: str) -> list[dict[str, Any]]:
    answer = await intake.agent.get(f"/intake/v1{path}", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def reported(intake: Intake, times: int, **changes: Any) -> list[dict[str, Any]]:
    """By so many customers, each with a unit of the model."""
    tickets = []
    for number in range(times):
        customer = await told.customer(
            intake.agent, contacts=[{"type": "phone", "value": f"1390013900{number}"}]
        )
        unit = await told.unit(intake.agent, customer["id"], serial=f"SN-{number}")
        tickets.append(await told.ticket(intake.agent, customer["id"], unit["id"], **E4 | changes))
    await intake.hear_itself()
    return tickets


@pytest.mark.rule("IN-02")
async def test_the_same_fault_in_recent_tickets_of_the_model_is_known(intake: Intake) -> None:
    await reported(intake, 1)
    assert await known(intake, model="BCD-500", fault_code="E4") == []
    [_, second] = await reported(intake, 2)
    [found] = await known(intake, model="bcd-500", fault_code="e4")
    assert (found["source"], found["count"]) == ("tickets", 3)
    assert found["text"] == "bcd-500 近 30 天同样故障已登记 3 次"
    assert await known(intake, model="BCD-500", fault_code="E5") == []
    assert await known(intake, model="BCD-600", fault_code="E4") == []
    [of_ticket] = await known(intake, f"/tickets/{second['id']}/known-faults")
    assert of_ticket["count"] == 2
    await intake.move(days=31)
    assert await known(intake, model="BCD-500", fault_code="E4") == []


@pytest.mark.rule("IN-02", "IN-15")
async def test_a_quality_issue_is_told_when_an_owner_of_the_model_calls(intake: Intake) -> None:
    await reported(intake, 1, safety=True)
    owner = await told.customer(intake.agent)
    await told.unit(intake.agent, owner["id"])

    shown = await intake.agent.get("/intake/v1/screen-pop", params={"number": "13800138000"})

    [fault] = shown.json()["known_faults"]
    assert (fault["source"], fault["safety"], fault["model"]) == ("quality_issue", True, "BCD-500")
    warnings = {warning["code"]: warning["text"] for warning in shown.json()["warnings"]}
    assert warnings["known_fault"] == fault["text"]
    first, *_ = await known(intake, model="BCD-500", fault="冒烟")
    assert (first["source"], first["number"]) == ("quality_issue", fault["number"])


@pytest.mark.parametrize("asked", [{}, {"fault": "x"}, {"model": "x"}, {"fault_code": "%_'\\"}])
async def test_what_is_asked_with_little_finds_nothing(intake: Intake, asked: dict[str, str]) -> None:
    assert await known(intake, **asked) == []
