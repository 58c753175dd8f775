"""Publicity material is kept and issued (PO-05)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

PATH = "/publicity-materials"


async def kept(intake: Intake, stock: int) -> str:
    made = await intake.post("warehouse", PATH, {"name": "海报", "stock": stock}, expect=201)
    return f"{PATH}/{made['id']}"


@pytest.mark.rule("PO-05")
async def test_it_is_kept_and_issued_to_somebody_on_a_ticket(intake: Intake) -> None:
    desk = await Desk.open(intake, internal_purpose="publicity")
    path = await kept(intake, 10)
    issue = {"to": "南京路门店", "quantity": 4, "ticket_id": str(desk.id)}
    assert (await intake.post("service_manager", f"{path}/issue", issue))["stock"] == 6
    assert (await intake.post("warehouse", f"{path}/receive", {"quantity": 5}))["stock"] == 11
    [issued] = (await intake.get(f"{path}/issues?ticket_id={desk.id}"))["items"]
    told = {name: issued[name] for name in ("to", "quantity", "ticket_id", "issued_by")}
    assert told == issue | {"issued_by": "service_manager"}
    renamed = await intake.patch("warehouse", path, {"name": "大海报"})
    assert (await intake.get(path)) == renamed
    assert [item["name"] for item in (await intake.get(PATH))["items"]] == ["大海报"]


@pytest.mark.rule("PO-05")
async def test_issues_at_the_same_moment_never_take_more_than_there_is(intake: Intake) -> None:
    path = await kept(intake, 5)
    body = {"to": "展会", "quantity": 2}
    answers = await asyncio.gather(*(intake.ask("POST", "agent", f"{path}/issue", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409, 409, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["code"] == "stock_too_low"
    assert (await intake.get(path))["stock"] == 1
    assert len((await intake.get(f"{path}/issues"))["items"]) == 2


@pytest.mark.rule("PO-05")
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"to": "展会", "quantity": 0}, "/quantity"),
        ({"to": "", "quantity": 1}, "/to"),
        ({"to": "展会", "quantity": 1, "ticket_id": str(uuid4())}, "/ticket_id"),
    ],
)
async def test_what_is_wrong_is_named(intake: Intake, body: dict[str, Any], pointer: str) -> None:
    path = await kept(intake, 5)
    refused = await intake.post("agent", f"{path}/issue", body, expect=422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]
    assert (await intake.get(path))["stock"] == 5


async def test_the_warehouse_keeps_it_and_the_desk_issues_it(intake: Intake) -> None:
    path = await kept(intake, 5)
    assert await intake.refused("agent", PATH, {"name": "x"}, expect=403) == "forbidden"
    assert await intake.refused("agent", f"{path}/receive", {"quantity": 1}, expect=403) == "forbidden"
    issue = {"to": "x", "quantity": 1}
    assert await intake.refused("warehouse", f"{path}/issue", issue, expect=403) == "forbidden"
