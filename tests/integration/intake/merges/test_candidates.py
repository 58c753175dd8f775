"""Files that may be one customer's, of all customers, for who puts files in order (IN-11)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake

LIST = "/intake/v1/merge-suggestions"


async def suggested(intake: Intake, **asked: Any) -> list[dict[str, Any]]:
    await intake.hear_itself()
    answer = await intake.agent.get(LIST, params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def pairs(items: list[dict[str, Any]]) -> list[tuple[set[str], list[str]]]:
    return [({file["id"] for file in item["files"]}, item["reasons"]) for item in items]


async def alone(intake: Intake, name: str, number: int, **changes: Any) -> dict[str, Any]:
    contacts = [{"type": "phone", "value": f"1390013900{number}"}]
    return await told.customer(intake.agent, **{"name": name, "contacts": contacts, **changes})


@pytest.mark.rule("IN-11")
async def test_pairs_are_suggested_as_long_as_they_are_alike(intake: Intake) -> None:
    first, second = await alone(intake, "王芳", 1), await alone(intake, "王芳", 2)
    third = await alone(intake, "李四", 1, addresses=[{"text": "观前街 2 号"}])
    await told.customer(intake.agent, name="赵六", addresses=[])
    found = await suggested(intake)
    found.sort(key=lambda item: str(item["reasons"]), reverse=True)
    assert pairs(found) == [
        ({first["id"], third["id"]}, ["phone"]),
        ({first["id"], second["id"]}, ["name_and_address"]),
    ]
    assert [file["name"] for file in found[0]["files"]] == ["王芳", "李四"]
    one_by_one = await intake.agent.get(LIST, params={"limit": 1})
    assert one_by_one.json()["next_cursor"]

    await intake.agent.patch(f"/intake/v1/customers/{second['id']}", json={"addresses": []})
    assert pairs(await suggested(intake)) == [({first["id"], third["id"]}, ["phone"])]

    await intake.agent.post(f"/intake/v1/customers/{first['id']}/merge", json={"customer_id": third["id"]})
    assert await suggested(intake) == []
    await intake.agent.post(f"/intake/v1/customers/{first['id']}/unmerge", json={"customer_id": third["id"]})
    assert pairs(await suggested(intake)) == [({first["id"], third["id"]}, ["phone"])]


@pytest.mark.rule("IN-11")
async def test_two_who_are_two_are_not_suggested_again(intake: Intake) -> None:
    first, _ = await alone(intake, "王芳", 1), await alone(intake, "李四", 1)
    [pair] = await suggested(intake)

    answer = await intake.agent.post(f"{LIST}/{pair['id']}/dismiss")

    assert (answer.status_code, answer.json()["dismissed_by"]) == (200, "agent")
    await intake.agent.patch(f"/intake/v1/customers/{first['id']}", json={"tier": "key"})
    assert await suggested(intake) == []
    assert [one["id"] for one in await suggested(intake, dismissed=True)] == [pair["id"]]
    read = await intake.agent.get(f"{LIST}/{pair['id']}")
    assert read.json()["dismissed_at"] == answer.json()["dismissed_at"]
    nobody = await intake.agent.post(f"{LIST}/{uuid4()}/dismiss")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "merge_suggestion_not_found")


async def test_files_without_a_name_are_nobodys_namesakes(intake: Intake) -> None:
    unknown = ["name", "address", "model", "specification", "purchase_date", "purchase_place"]
    for number in (1, 2):
        told_ = {"contacts": [{"type": "phone", "value": f"1390013900{number}"}]}
        asked = {"kind": "repair", "fault": {"text": "x"}, "customer": told_, "unknown": unknown}
        await told.created(intake.agent, "/intake/v1/tickets", asked)
    assert await suggested(intake) == []
