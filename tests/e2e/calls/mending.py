"""Slips of the desk: what was typed wrong is named, and mended without starting again."""

from typing import Any

import httpx

from tests.e2e.desk import HOME, Desk, number, phone_of

STRANGER: dict[str, Any] = {"name": "李四", "addresses": [HOME]}
UNIT: dict[str, Any] = {
    "category": "television",
    "model": "TV-55",
    "specification": "55 寸",
    "serial": "TV55-1",
    "purchase_date": "2026-01-05",
    "purchase_place": "苏宁",
}
WANTED: dict[str, Any] = {"kind": "repair", "fault": {"text": "黑屏"}}


def facts_that_nobody_gave_are_named(desk: Desk) -> None:
    asked = WANTED | {
        "customer": {**STRANGER, "contacts": [{"type": "phone", "value": number()}]},
        "unit": {
            name: value for name, value in UNIT.items() if name not in ("purchase_place", "specification")
        },
    }
    assert desk.missing("/tickets", asked) == ["/unit/specification", "/unit/purchase_place"]
    mended = asked | {"unknown": ["specification", "purchase_place"]}
    ticket = desk.post("/tickets", mended, expect=201)
    assert ticket["unknown"] == ["specification", "purchase_place"]


def a_number_was_mistyped(desk: Desk) -> None:
    asked = {**STRANGER, "contacts": [{"type": "phone", "value": "138-ooo"}]}
    assert desk.missing("/customers", asked) == ["/contacts/0/value"]
    caller = number()
    made = desk.post("/customers", {**asked, "contacts": [{"type": "phone", "value": caller}]}, expect=201)
    national = f"{caller[3:6]} {caller[6:10]} {caller[10:]}"
    assert desk.rings(national)["customer"]["id"] == made["id"]


def bought_tomorrow(desk: Desk) -> None:
    customer = desk.customer()
    asked = {**UNIT, "customer_id": customer["id"], "purchase_date": "2999-01-01"}
    assert desk.missing("/units", asked) == ["/purchase_date"]
    assert desk.post("/units", {**asked, "purchase_date": "2026-01-05"}, expect=201)["id"]


def the_fault_was_written_down_wrong(desk: Desk) -> None:
    ticket = desk.ticket(desk.unit(desk.customer()), "不制热")
    mended = desk.patch(f"/tickets/{ticket['id']}", {"fault": {"text": "不制冷"}, "priority": "urgent"})
    assert (mended["fault"]["text"], mended["priority"]) == ("不制冷", "urgent")


def the_button_was_pressed_twice(desk: Desk) -> None:
    unit = desk.unit(desk.customer())
    asked = {**WANTED, "customer_id": unit["customer_id"], "unit_id": unit["id"]}
    first, second = (_open(desk, asked, key="one click") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["number"] == second.json()["number"]
    other = _open(desk, asked | {"priority": "urgent"}, key="one click")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def two_agents_change_the_same_ticket(desk: Desk) -> None:
    ticket = desk.ticket(desk.unit(desk.customer()))
    path, headers = f"/intake/v1/tickets/{ticket['id']}", _signed_in(desk)
    seen = desk.http.get(path, headers=headers).headers["ETag"]
    desk.patch(f"/tickets/{ticket['id']}", {"priority": "urgent"})
    late = desk.http.patch(path, json={"safety": True}, headers=headers | {"If-Match": seen})
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")


def the_customer_has_moved(desk: Desk) -> None:
    customer, new = desk.customer("何洁"), number()
    changes = {
        "contacts": [{"type": "phone", "value": new}],
        "addresses": [{"text": "上海市徐汇区漕溪北路 88 号"}],
    }
    desk.patch(f"/customers/{customer['id']}", changes)
    assert desk.rings(new)["customer"]["id"] == customer["id"]
    assert desk.rings(phone_of(customer))["customer"] is None


def the_number_is_withheld(desk: Desk) -> None:
    call = desk.talk("repair", "号码保密", answered=False)
    assert (call["number"], call["customer_id"]) == (None, None)
    asked = WANTED | {
        "customer": {**STRANGER, "contacts": []},
        "unit": UNIT | {"serial": f"TV-{number()[-6:]}"},
    }
    assert desk.missing("/tickets", asked) == ["/customer/contacts"]
    assert desk.post("/tickets", asked | {"unknown": ["phone"]}, expect=201)["id"]


def the_call_is_registered_before_the_ticket(desk: Desk) -> None:
    caller = number()
    call = desk.talk("repair", "电视黑屏", number=caller)
    assert (call["customer_id"], call["ticket_id"]) == (None, None)
    unit = desk.unit(desk.customer("蒋敏", contacts=[{"type": "phone", "value": caller}]))
    ticket = desk.ticket(unit, "电视黑屏")
    linked = desk.patch(f"/contacts/{call['id']}", {"ticket_id": ticket["id"]})
    assert (linked["customer_id"], linked["ticket_id"]) == (unit["customer_id"], ticket["id"])
    [seen] = desk.find("/contacts", ticket_id=ticket["id"])
    assert seen["id"] == call["id"]


def a_slip_in_the_call_is_mended(desk: Desk) -> None:
    call = desk.talk("repair", "冰箱不制热", number=number())
    path = f"/contacts/{call['id']}"
    mended = desk.patch(path, {"content": "冰箱不制冷", "kind": "maintenance", "caller": "王女士"})
    assert (mended["content"], mended["kind"]) == ("冰箱不制冷", "maintenance")


def the_same_customer_has_two_files(desk: Desk) -> None:
    shared = [{"type": "phone", "value": number()}]
    first = desk.customer("陈明", contacts=shared)
    second = desk.customer("陈明", contacts=shared)
    pop = desk.rings(shared[0]["value"])
    assert pop["customer"]["id"] == second["id"]
    assert [other["id"] for other in pop["other_customers"]] == [first["id"]]
    [suggested] = desk.find(f"/customers/{second['id']}/merge-suggestions")
    assert (suggested["id"], set(suggested["reasons"])) == (first["id"], {"phone", "name_and_address"})
    units = {desk.unit(one)["id"] for one in (first, second)}
    desk.post(f"/customers/{second['id']}/merge", {"customer_id": first["id"]})
    pop = desk.rings(shared[0]["value"])
    assert ({unit["id"] for unit in pop["units"]}, pop["other_customers"]) == (units, [])


def the_customer_thinks_better_of_it(desk: Desk) -> None:
    path = f"/tickets/{desk.ticket(desk.unit(desk.customer()))['id']}"
    assert desk.post(f"{path}/cancel", {"reason": "自己好了"})["status"] == "cancelled"
    assert desk.refused(f"{path}/close", {"outcome": "repaired"}) == "ticket_ended"


def one_call_two_demands(desk: Desk) -> None:
    customer = desk.customer("吴刚")
    ticket = desk.ticket(desk.unit(customer))
    call = desk.talk("repair", "冰箱不制冷，电视也黑屏", number=phone_of(customer), ticket_id=ticket["id"])
    television = desk.unit(customer, category="television", model="TV-55")
    wanted = {"fault": {"text": "电视黑屏"}, "unit_id": television["id"]}
    second = desk.post(f"/tickets/{ticket['id']}/split", wanted, expect=201)
    assert second["number"] != ticket["number"]
    assert second["unit_id"] == television["id"]
    for one in (ticket, second):
        assert call["id"] in {seen["id"] for seen in desk.find("/contacts", ticket_id=one["id"])}


def the_same_demand_was_registered_twice(desk: Desk) -> None:
    unit = desk.unit(desk.customer())
    first, second = desk.ticket(unit), desk.ticket(unit)
    merged = desk.post(f"/tickets/{first['id']}/merge", {"ticket_id": second["id"]})
    assert merged["id"] == first["id"]
    assert desk.get(f"/tickets/{second['id']}")["status"] == "closed"


def _open(desk: Desk, body: dict[str, Any], *, key: str) -> httpx.Response:
    unique = f"{key} {body['unit_id']}"
    return desk.http.post(
        "/intake/v1/tickets", json=body, headers=_signed_in(desk) | {"Idempotency-Key": unique}
    )


def _signed_in(desk: Desk) -> dict[str, str]:
    form = {"grant_type": "password", "username": "agent", "password": "demo"}
    token = desk.http.post("/auth/token", data=form).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}
