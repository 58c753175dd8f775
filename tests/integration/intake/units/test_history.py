"""A unit's life by its serial, before and after an exchange (IN-11, PO-11)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events.intake import TicketClosed, UnitExchanged
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


async def history(intake: Intake, unit_id: Any) -> dict[str, Any]:
    answer = await intake.agent.get(f"/intake/v1/units/{unit_id}/history")
    assert answer.status_code == 200, answer.text
    life: dict[str, Any] = answer.json()
    return life


async def exchange(intake: Intake, unit_id: Any, **body: Any) -> dict[str, Any]:
    answer = await intake.agent.post(f"/intake/v1/units/{unit_id}/exchange", json=body)
    return {**answer.json(), "status_code": answer.status_code}


async def found_by(intake: Intake, serial: str) -> list[str]:
    answer = await intake.agent.get("/intake/v1/units", params={"serial": serial})
    return [unit["id"] for unit in answer.json()["items"]]


async def repaired(desk: Desk) -> None:
    await desk.work()
    await desk.act("voucher-returned", {"signed_on": "2026-03-02"})
    await desk.act("notify", {"channel": "phone", "text": "修好了"})
    assert (await desk.act("close", {"outcome": "repaired"}))["status"] == "closed"
    await desk.intake.hear_itself()


@pytest.mark.rule("IN-11", "PO-11")
async def test_tickets_repairs_components_and_contracts_are_told_with_their_clocks(intake: Intake) -> None:
    desk = await Desk.open(intake)
    unit_id = desk.opened["unit_id"]
    unit = (await intake.agent.get(f"/intake/v1/units/{unit_id}")).json()
    contract = await told.contract(intake.agent, unit)
    await intake.hear_itself()
    await repaired(desk)
    await intake.agent.post(
        f"/intake/v1/units/{unit_id}/components", json={"name": "压缩机", "replaced_on": "2026-03-02"}
    )
    await desk.act("reopen", {"reason": "又不制冷"})
    await intake.hear_itself()

    life = await history(intake, unit_id)

    assert life["unit"]["id"] == unit_id
    [ticket] = life["tickets"]
    assert (ticket["number"], ticket["visits"], ticket["failed"]) == (desk.opened["number"], 1, True)
    assert life["repairs"] == []
    assert (life["warranty"]["state"], life["warranty"]["since"]) == ("running", "2025-10-02")
    [part] = life["components"]
    assert (part["name"], part["warranty"]["state"]) == ("压缩机", "running")
    assert part["warranty"]["since"] == "2026-03-02"
    assert part["warranty"]["until"] > life["warranty"]["until"]
    assert [(one["id"], one["from"]) for one in life["contracts"]] == [(contract["id"], "2026-01-01")]
    await intake.move(days=5_000)
    later = await history(intake, unit_id)
    assert {later["warranty"]["state"], later["components"][0]["warranty"]["state"]} == {"over"}


@pytest.mark.rule("IN-11", "PO-11")
async def test_closing_with_an_exchange_keeps_faulty_and_new_serial_both_ways(intake: Intake) -> None:
    desk = await Desk.open(intake, kind="exchange")
    unit_id = desk.opened["unit_id"]
    await desk.act("notify", {"channel": "phone", "text": "已换货"})

    closed = await desk.act("close", {"outcome": "exchanged", "new_serial": "SN-NEW"})
    await intake.hear_itself()

    assert closed["status"] == "closed"
    life = await history(intake, unit_id)
    [done] = life["exchanges"]
    assert (done["faulty_serial"], done["new_serial"], done["on"]) == ("SN-1", "SN-NEW", "2026-03-02")
    assert (done["ticket_id"], done["faulty_model"]) == (str(desk.id), "BCD-500")
    assert (life["unit"]["serial"], life["unit"]["former_serials"]) == ("SN-NEW", ["SN-1"])
    assert life["unit"]["restarted_on"] == life["warranty"]["since"] == "2026-03-02"
    assert await found_by(intake, "SN-1") == await found_by(intake, "SN-NEW") == [unit_id]
    [told_] = await intake.told(UnitExchanged)
    assert (told_.faulty_serial, told_.new_serial) == ("SN-1", "SN-NEW")
    assert (await intake.told(TicketClosed))[0].new_serial == "SN-NEW"


@pytest.mark.rule("PO-11")
async def test_an_exchange_elsewhere_is_told_once_and_may_be_of_another_model(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    body = {"new_serial": "SN-2", "on": "2026-02-01", "model": "BCD-520"}
    first = await exchange(intake, unit["id"], **body)
    again = await exchange(intake, unit["id"], **body)
    assert (first["status_code"], first["model"], first["restarted_on"]) == (200, "BCD-520", "2026-02-01")
    assert {name: again[name] for name in first} == first
    third = await exchange(intake, unit["id"], new_serial="SN-3")
    assert third["former_serials"] == ["SN-1", "SN-2"]
    life = await history(intake, unit["id"])
    assert [(one["faulty_serial"], one["new_serial"]) for one in life["exchanges"]] == [
        ("SN-2", "SN-3"),
        ("SN-1", "SN-2"),
    ]


async def test_what_is_wrong_with_an_exchange_is_named(intake: Intake) -> None:
    desk = await Desk.open(intake)
    unit = desk.opened["unit_id"]
    assert (await exchange(intake, unit))["errors"][0]["pointer"] == "/new_serial"
    other = await exchange(intake, unit, new_serial="X", ticket_id=str(uuid4()))
    assert (other["status_code"], other["errors"][0]["pointer"]) == (422, "/ticket_id")
    future = await exchange(intake, unit, new_serial="X", on="2030-01-01")
    assert (future["status_code"], future["errors"][0]["pointer"]) == (422, "/on")
    closing = await desk.act("close", {"outcome": "repaired", "new_serial": "X"})
    assert (closing["status_code"], closing["errors"][0]["pointer"]) == (422, "/new_serial")
    assert await found_by(intake, "X") == []


async def test_of_an_undated_unit_no_clock_is_told(intake: Intake) -> None:
    unknown = ["model", "specification", "purchase_date", "purchase_place"]
    customer = await told.customer(intake.agent)
    ticket = await told.ticket(
        intake.agent, customer["id"], None, unit={"category": "refrigerator"}, unknown=unknown
    )
    life = await history(intake, UUID(ticket["unit_id"]))
    assert (life["warranty"], life["components"], len(life["tickets"])) == (None, [], 1)


@pytest.mark.rule("IN-05", "IN-11", "PO-11")
async def test_the_tickets_of_an_exchanged_piece_are_found_by_either_serial(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await exchange(intake, desk.opened["unit_id"], new_serial="XQ-20260302-77")
    await intake.hear_itself()
    for serial in ("SN-1", "XQ-20260302-77"):
        found = await intake.agent.get("/intake/v1/tickets", params={"q": serial})
        assert [ticket["id"] for ticket in found.json()["items"]] == [str(desk.id)]


@pytest.mark.rule("PO-11")
@pytest.mark.parametrize(
    ("act", "body", "pointer", "code"),
    [
        ("exchange", {"new_serial": "SN-1"}, "/new_serial", "same_serial"),
        ("exchange", {"new_serial": "SN-2", "on": "2025-10-01"}, "/on", "before_purchase"),
        ("components", {"name": "压缩机", "replaced_on": "2025-10-01"}, "/replaced_on", "before_purchase"),
    ],
)
async def test_what_can_not_have_been_restarts_no_clock(
    intake: Intake, act: str, body: dict[str, str], pointer: str, code: str
) -> None:
    unit = await told.unit(intake.agent, (await told.customer(intake.agent))["id"])

    answer = await intake.agent.post(f"/intake/v1/units/{unit['id']}/{act}", json=body)

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, pointer, code)
    assert (await history(intake, unit["id"]))["warranty"]["since"] == "2025-10-02"
