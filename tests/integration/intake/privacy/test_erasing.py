"""Forgetting a person at intake: when it may not be, and what it leaves (IN-12)."""

import pytest
from sqlalchemy import text

from tests.integration.intake import told
from tests.integration.intake.house import Intake


@pytest.mark.rule("IN-12", "XC-06")
async def test_nobody_is_forgotten_while_a_ticket_is_open(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    ticket = await told.ticket(
        intake.agent, made["id"], None, unknown=["model", "specification", "purchase_date", "purchase_place"]
    )
    path = f"/customers/{made['id']}"
    refused = await intake.post("agent", f"{path}/erase", expect=409)
    assert refused["code"] == "tickets_open"
    assert ticket["number"] in refused["detail"]
    assert (await intake.get(path))["name"] == made["name"]

    await intake.post("agent", f"/tickets/{ticket['id']}/cancel", {"reason": "误报"})
    await intake.post("agent", f"{path}/erase")

    erased = await intake.get(path)
    assert (erased["name"], erased["contacts"], erased["addresses"]) == ("", [], [])
    kept = await intake.get(f"/tickets/{ticket['id']}")
    assert (kept["number"], kept["status"], kept["fault"]["text"]) == (ticket["number"], "cancelled", "")
    async with intake.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM customer_keys")) == 0
        for table in ("customers", "tickets"):
            assert (await session.scalars(text(f"SELECT salt FROM {table}"))).all() == [None]


@pytest.mark.rule("IN-12")
async def test_whoever_is_forgotten_is_neither_changed_nor_shown_nor_served(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    path = f"/customers/{made['id']}"
    await intake.post("agent", f"{path}/erase", {"reason": "来信要求"})
    changed = await intake.patch("agent", path, {"tier": "key"}, expect=409)
    assert changed["code"] == "customer_erased"
    shown = {"field": "phone", "reason": "因为"}
    assert await intake.refused("agent", f"{path}/reveal", shown) == "customer_erased"
    given_out = {"to": "甲", "fields": ["name"], "ground": "consent"}
    assert await intake.refused("agent", f"{path}/disclosures", given_out) == "customer_erased"
    asked = {"customer_id": made["id"], "kind": "repair", "fault": {"text": "坏了"}}
    unknown = ["model", "specification", "purchase_date", "purchase_place", "name", "address", "phone"]
    assert await intake.refused("agent", "/tickets", {**asked, "unknown": unknown}) == "customer_erased"
    assert (await intake.get("/screen-pop?number=13800138000"))["customer"] is None


@pytest.mark.rule("IN-12")
async def test_what_was_written_about_the_unit_goes_and_the_unit_stays(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    inspected = {"signatures": ["王芳"], "text": "王芳家中验货"}
    unit = await told.unit(intake.agent, made["id"], delivery_inspection=inspected)
    finding = {"outlet": "上海一店", "customer_caused": False, "text": "王芳自述"}
    await intake.post("agent", f"/units/{unit['id']}/appraisals", finding)
    await intake.post("agent", f"/customers/{made['id']}/erase")
    kept = await intake.get(f"/units/{unit['id']}")
    assert (kept["serial"], kept["delivery_inspection"]) == (unit["serial"], {})
    assert "王芳" not in str(kept)


@pytest.mark.rule("IN-12", "IN-11")
async def test_files_that_were_merged_are_gathered_and_forgotten_together(intake: Intake) -> None:
    one = await told.customer(intake.agent, name="王芳")
    other = await told.customer(intake.agent, name="王小芳")
    await intake.post("agent", f"/customers/{one['id']}/merge", {"customer_id": other["id"]})
    export = await intake.get(f"/customers/{other['id']}/export")
    assert export["files"] == [one["id"], other["id"]]
    assert {file["name"] for file in export["services"]["intake"]["data"]["customers"]} == {"王芳", "王小芳"}

    await intake.post("agent", f"/customers/{one['id']}/erase")

    async with intake.database.transaction() as session:
        names = (await session.scalars(text("SELECT name FROM customers"))).all()
    assert names == ["", ""]


@pytest.mark.rule("IN-12")
async def test_an_erasure_that_was_not_asked_for_is_not_found(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    assert (await intake.get(f"/customers/{made['id']}/erasure", expect=404))["code"] == "not_erased"
