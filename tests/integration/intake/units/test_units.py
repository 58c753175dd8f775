"""Units and the clocks of their warranty (PO-11)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import dialect

from libs.common.events.dispatch import PartReplaced
from libs.common.events.intake import ComponentReplaced, UnitRegistered
from libs.common.ids import new_id
from services.intake.units.models import Unit
from services.intake.units.queries import bears_or_bore
from tests.integration.intake import told
from tests.integration.intake.house import Intake


async def test_a_unit_is_registered_and_found_by_serial(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    made = await told.unit(
        intake.agent,
        customer["id"],
        price={"amount": "4999.00"},
        delivery_inspection={"photos": ["scan-1"], "signatures": ["customer", "carrier"]},
        proof="invoice",
        lot="L-7",
    )
    found = await intake.agent.get("/intake/v1/units?serial=SN-1")
    assert [item["id"] for item in found.json()["items"]] == [made["id"]]
    assert made["price"] == {"amount": "4999.00", "currency": "CNY"}
    [registered] = await intake.told(UnitRegistered)
    assert (registered.unit_id, registered.lot) == (UUID(made["id"]), "L-7")


@pytest.mark.rule("IN-05", "PO-11")
async def test_a_serial_finds_its_unit_however_it_is_written(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], serial="SN-Ab 1")
    other = await told.unit(intake.agent, customer["id"], serial="-")
    path = f"/intake/v1/units/{unit['id']}/exchange"
    await intake.agent.post(path, json={"new_serial": "SN-2"})

    async def found_by(serial: str) -> list[str]:
        answer = await intake.agent.get("/intake/v1/units", params={"serial": serial})
        return [item["id"] for item in answer.json()["items"]]

    for serial in ("sn-2", " SN 2 ", "ＳＮ２", "sn-ab 1", "SNAB1"):
        assert await found_by(serial) == [unit["id"]], serial
    assert (await found_by("-"), await found_by("--"), await found_by("SN")) == ([other["id"]], [], [])
    same = await intake.agent.post(path, json={"new_serial": "sn2"})
    assert (same.status_code, same.json()["code"]) == (422, "same_serial")


async def test_units_are_found_by_serial_without_reading_them_all(intake: Intake) -> None:
    async with intake.database.transaction() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        query = select(Unit).where(bears_or_bore("sn-2"))
        said = str(query.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
        plan = "\n".join(await session.scalars(text(f"EXPLAIN {said}")))
    for index in ("ix_units_serial", "ix_units_joined_serial", "ix_units_former_serials"):
        assert index in plan


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("purchase_date", "2026-03-03", "in_the_future"),
        ("category", "spaceship", "not_allowed"),
        ("price", {"amount": "1e400"}, "string_pattern_mismatch"),
        ("serial", None, "required"),
        ("color", "red", "unknown_field"),
    ],
)
async def test_what_is_wrong_is_named(intake: Intake, field: str, value: object, code: str) -> None:
    customer = await told.customer(intake.agent)
    answer = await intake.agent.post(
        "/intake/v1/units", json={**told.UNIT, "customer_id": customer["id"], field: value}
    )
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"].startswith(f"/{field}")
    assert error["code"] == code


async def test_a_unit_needs_its_customer(intake: Intake) -> None:
    answer = await intake.agent.post("/intake/v1/units", json={**told.UNIT, "customer_id": str(new_id())})
    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown_customer"


@pytest.mark.rule("DI-12", "XC-05")
@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        ("sales", {"prices_explained": True}, 200),
        ("sales", {"prices_explained": True, "purchase_date": "2026-02-01"}, 403),
        ("sales", {"price": {"amount": "1.00"}}, 403),
        ("agent", {"prices_explained": True, "lot": "L-8"}, 200),
        ("technician", {"prices_explained": True}, 403),
    ],
)
async def test_sales_tells_that_it_explained_the_prices_at_the_sale_and_nothing_else(
    intake: Intake, role: str, body: dict[str, Any], status: int
) -> None:
    customer = await told.customer(intake.agent)
    path = f"/intake/v1/units/{(await told.unit(intake.agent, customer['id']))['id']}"
    async with intake.person(role) as person:
        assert (await person.patch(path, json=body)).status_code == status
        component = {"name": "压缩机", "replaced_on": "2026-03-01"}
        replaced = await person.post(f"{path}/components", json=component)
    unit = (await intake.agent.get(path)).json()
    assert unit["prices_explained"] is (True if status == 200 else None)
    assert unit["purchase_date"] == "2025-10-02"
    assert (replaced.status_code == 200) is (role == "agent")


@pytest.mark.rule("PO-11")
async def test_a_part_replaced_on_a_visit_begins_its_own_clock(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    replaced = PartReplaced(
        ticket_id=UUID(ticket["id"]),
        job_id=new_id(),
        technician_id=new_id(),
        part="压缩机 compressor",
        old_returned=True,
        replaced_on=date(2026, 3, 2),
    )
    happened = intake.event(replaced, new_id())
    await intake.deliver(happened)
    await intake.deliver(happened)
    read = (await intake.agent.get(f"/intake/v1/units/{unit['id']}")).json()
    assert read["components"] == [{"name": "压缩机 compressor", "replaced_on": "2026-03-02"}]
    assert (read["purchase_date"], read["extended_days"], read["restarted_on"]) == ("2025-10-02", 0, None)
    [told_on] = await intake.told(ComponentReplaced)
    assert (told_on.unit_id, told_on.replaced_on) == (UUID(unit["id"]), date(2026, 3, 2))


REPORT = {
    "cause": "门封",
    "resolution": "指导调整",
    "customer_opinion": "满意",
    "tests": "制冷正常",
    "hazards": "无",
}


async def closed(intake: Intake, ticket: dict[str, Any], outcome: str) -> None:
    """Resolved without a visit, the customer told, closed; intake hears of it by the bus."""
    path = f"/intake/v1/tickets/{ticket['id']}"
    steps: list[tuple[str, dict[str, Any]]] = [
        ("resolve-remote", REPORT),
        ("notify", {"channel": "phone", "text": "已修好"}),
        ("close", {"outcome": outcome}),
    ]
    for verb, body in steps:
        answer = await intake.agent.post(f"{path}/{verb}", json=body)
        assert answer.status_code == 200, answer.text
    await intake.hear_itself()


async def warranty(intake: Intake, unit: dict[str, Any]) -> tuple[int, str | None]:
    read = (await intake.agent.get(f"/intake/v1/units/{unit['id']}")).json()
    return read["extended_days"], read["restarted_on"]


@pytest.mark.rule("PO-11")
async def test_days_under_repair_extend_the_units_period_also_after_re_opening(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    await intake.move(days=4)
    await closed(intake, ticket, "repaired")
    assert await warranty(intake, unit) == (4, None)
    await intake.move(days=10)
    again = await intake.agent.post(f"/intake/v1/tickets/{ticket['id']}/reopen", json={"reason": "又坏了"})
    assert again.status_code == 200, again.text
    await intake.move(days=3)
    await closed(intake, ticket, "repaired")
    assert await warranty(intake, unit) == (7, None)


@pytest.mark.rule("PO-11")
async def test_days_of_two_repairs_at_a_time_extend_it_once(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    first = await told.ticket(intake.agent, customer["id"], unit["id"])
    await intake.move(days=1)
    second = await told.ticket(intake.agent, customer["id"], unit["id"])
    await intake.move(days=3)
    await closed(intake, second, "repaired")
    await closed(intake, first, "repaired")
    assert await warranty(intake, unit) == (4, None)


@pytest.mark.rule("PO-11")
async def test_days_after_the_work_was_done_or_of_other_work_extend_nothing(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    repair = await told.ticket(intake.agent, customer["id"], unit["id"])
    upkeep = await told.ticket(intake.agent, customer["id"], unit["id"], kind="maintenance")
    await intake.move(days=4)
    path = f"/tickets/{repair['id']}"
    await intake.post("agent", f"{path}/resolve-remote", REPORT)
    await intake.move(days=3)
    await intake.post("agent", f"{path}/notify", {"channel": "phone", "text": "已修好"})
    await intake.post("agent", f"{path}/close", {"outcome": "repaired"})
    await closed(intake, upkeep, "repaired")
    assert await warranty(intake, unit) == (4, None)


@pytest.mark.rule("PO-11")
@pytest.mark.parametrize("outcome", ["exchanged", "replaced"])
async def test_an_exchange_restarts_the_units_period(intake: Intake, outcome: str) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    await intake.move(days=4)
    await closed(intake, ticket, outcome)
    assert await warranty(intake, unit) == (0, "2026-03-06")


@pytest.mark.rule("PO-11")
async def test_a_repair_outside_the_units_period_extends_nothing(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2019-01-01")
    kind = {"kind": "repair", "internal": True}
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"], **kind)
    await intake.move(days=4)
    await closed(intake, ticket, "repaired")
    assert await warranty(intake, unit) == (0, None)


async def test_a_component_and_an_appraisal_are_written_on_the_unit(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    path = f"/intake/v1/units/{unit['id']}"
    await intake.agent.post(f"{path}/components", json={"name": "fan", "replaced_on": "2026-01-05"})
    appraised = await intake.agent.post(
        f"{path}/appraisals", json={"outlet": "上海店", "customer_caused": True, "text": "liquid"}
    )
    assert appraised.json()["components"] == [{"name": "fan", "replaced_on": "2026-01-05"}]
    [finding] = appraised.json()["appraisals"]
    assert (finding["outlet"], finding["customer_caused"]) == ("上海店", True)
