"""The screen pop (IN-02)."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from libs.common.events.dispatch import CustomerMissedVisit
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake

UNKNOWN = ["model", "specification", "purchase_date", "purchase_place"]
PHONE_2 = {"type": "phone", "value": "13900139000"}


async def pop(intake: Intake, number: str, **headers: str) -> dict[str, Any]:
    answer = await intake.agent.get("/intake/v1/screen-pop", params={"number": number}, headers=headers)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def codes(shown: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in shown["warnings"]]


@pytest.mark.rule("IN-02")
@pytest.mark.parametrize("number", ["13800138000", "+86 138 0013 8000", "+8613800138000", "0086 13800138000"])
async def test_a_known_number_brings_up_customer_units_tickets_and_contacts(
    intake: Intake, number: str
) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    open_ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    ended = await told.ticket(intake.agent, customer["id"], unit["id"])
    await intake.agent.post(f"/intake/v1/tickets/{ended['id']}/cancel", json={"reason": "重复"})
    call = {
        "channel": "phone",
        "direction": "inbound",
        "number": "13800138000",
        "kind": "repair",
        "content": "x",
    }
    contact = await told.created(intake.agent, "/intake/v1/contacts", call)
    shown = await pop(intake, number)
    assert shown["customer"] == customer
    assert [found["serial"] for found in shown["units"]] == ["SN-1"]
    assert [found["id"] for found in shown["open_tickets"]] == [open_ticket["id"]]
    assert shown["open_tickets"][0]["deadlines"][0]["kind"] == "answer"
    assert [found["id"] for found in shown["recent_contacts"]] == [contact["id"]]
    assert shown["warnings"] == []


@pytest.mark.rule("IN-02")
async def test_nothing_of_a_stranger_is_shown(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    stranger = await told.customer(intake.agent, name="李娜", contacts=[PHONE_2])
    unit = await told.unit(intake.agent, stranger["id"], serial="SN-9")
    await told.ticket(intake.agent, stranger["id"], unit["id"])
    call = {"channel": "letter", "direction": "inbound", "kind": "repair", "content": "x"}
    await told.created(intake.agent, "/intake/v1/contacts", call | {"customer_id": stranger["id"]})
    shown = await pop(intake, "13800138000")
    assert shown["customer"]["id"] == customer["id"]
    assert (shown["units"], shown["open_tickets"], shown["recent_contacts"]) == ([], [], [])


@pytest.mark.rule("IN-02")
async def test_the_last_ten_contacts_by_number_or_customer_newest_first(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    made = []
    for number in range(12):
        whose = {"number": "13800138000"} if number % 2 else {"customer_id": customer["id"]}
        call = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "x"} | whose
        made.append((await told.created(intake.agent, "/intake/v1/contacts", call))["id"])
        await intake.move(minutes=1)
    shown = await pop(intake, "13800138000")
    assert [contact["id"] for contact in shown["recent_contacts"]] == made[:1:-1]


@pytest.mark.rule("IN-02")
async def test_a_merged_file_is_not_who_calls(intake: Intake) -> None:
    survivor = await told.customer(intake.agent)
    merged = await told.customer(intake.agent, name="王小姐")
    path = f"/intake/v1/customers/{survivor['id']}/merge"
    assert (await intake.agent.post(path, json={"customer_id": merged["id"]})).status_code == 200
    shown = await pop(intake, "13800138000")
    assert (shown["customer"]["id"], shown["other_customers"]) == (survivor["id"], [])


@pytest.mark.rule("IN-02")
@pytest.mark.parametrize("number", ["", "anonymous", "未知", "sip:anonymous@anonymous.invalid"])
async def test_a_number_that_is_kept_back_is_said_to_be(intake: Intake, number: str) -> None:
    await told.customer(intake.agent)
    shown = await pop(intake, number)
    assert (shown["customer"], shown["recent_contacts"], codes(shown)) == (None, [], ["number_withheld"])
    call = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "x"}
    contact = await told.created(intake.agent, "/intake/v1/contacts", call | {"number": "anonymous"})
    assert (contact["number"], contact["customer_id"]) == (None, None)


@pytest.mark.rule("IN-02")
@pytest.mark.parametrize(
    ("on_file", "calling"),
    [
        ("010-6234 1234 转 801", "sip:01062341234@10.0.0.1"),
        ("400-800-1234", "４００８００１２３４"),
        ("+1 (650) 253-0000", "0016502530000"),
        ("0755-8234 1234", "8675582341234"),
    ],
)
async def test_a_line_is_known_however_it_is_written(intake: Intake, on_file: str, calling: str) -> None:
    customer = await told.customer(intake.agent, contacts=[{"type": "tel", "value": on_file}])
    assert (await pop(intake, calling))["customer"]["id"] == customer["id"]


@pytest.mark.rule("IN-02")
async def test_an_unknown_number_has_no_customer_but_its_earlier_contacts(intake: Intake) -> None:
    call = {
        "channel": "sms",
        "direction": "inbound",
        "number": "13911112222",
        "kind": "consultation",
        "content": "x",
        "answered": True,
    }
    contact = await told.created(intake.agent, "/intake/v1/contacts", call)
    shown = await pop(intake, "+8613911112222")
    assert (shown["customer"], shown["units"], shown["open_tickets"]) == (None, [], [])
    assert [found["id"] for found in shown["recent_contacts"]] == [contact["id"]]


async def test_what_is_no_number_is_refused(intake: Intake) -> None:
    answer = await intake.agent.get("/intake/v1/screen-pop?number=hello")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/number"


@pytest.mark.rule("IN-02", "PO-04")
async def test_it_shows_the_contracts_that_are_not_over_and_warns_of_an_end(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    terms = {"short": ("K-1", "2026-03-20"), "long": ("K-2", "2027-12-31")}
    made = {
        name: await told.contract(intake.agent, unit, number=number, to=to)
        for name, (number, to) in terms.items()
    }
    stranger = await told.customer(intake.agent, name="李娜", contacts=[PHONE_2])
    theirs = await told.unit(intake.agent, stranger["id"], serial="SN-9")
    await told.contract(intake.agent, theirs, number="K-3")
    await intake.move(minutes=1)
    shown = await pop(intake, "13800138000", **{"Accept-Language": "en"})
    assert [contract["id"] for contract in shown["contracts"]] == [made["short"]["id"], made["long"]["id"]]
    assert shown["contracts"][0]["unit_ids"] == [unit["id"]]
    assert [warning["text"] for warning in shown["warnings"]] == ["contract K-1 ends on 2026-03-20"]
    await intake.move(days=20)
    shown = await pop(intake, "13800138000")
    assert [contract["number"] for contract in shown["contracts"]] == ["K-2"]
    assert shown["warnings"] == []


@pytest.mark.rule("IN-02", "DI-08")
async def test_it_warns_of_a_key_customer_missed_visits_complaints_and_missed_deadlines(
    intake: Intake,
) -> None:
    customer = await told.customer(intake.agent, tier="key", do_not_call=True)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    now, case_id = intake.now, new_id()
    missed = CustomerMissedVisit(ticket_id=UUID(ticket["id"]), job_id=new_id(), technician_id=new_id())
    registered = told.complaint(UUID(ticket["id"]), received_at=now)
    await intake.deliver(intake.event(missed, new_id()), intake.event(registered, case_id))
    await intake.move(days=2)
    shown = await pop(intake, "13800138000", **{"Accept-Language": "en"})
    assert codes(shown) == [
        "key_customer",
        "missed_appointments",
        "open_complaint",
        "missed_deadline",
        "do_not_call",
    ]
    assert shown["warnings"][1]["text"] == "missed appointments: 1"
    closed = told.complaint_closed(UUID(ticket["id"]), received_at=now)
    await intake.deliver(intake.event(closed, case_id))
    assert "open_complaint" not in codes(await pop(intake, "13800138000"))


@pytest.mark.rule("IN-02")
@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("order", list(permutations(["registered", "linked", "closed"])))
async def test_a_closed_case_stays_closed_whatever_is_heard_after_it(
    intake: Intake, order: tuple[str, ...], *, linked: bool
) -> None:
    """A case that is linked to a ticket later is its customer's from then on."""
    customer = await told.customer(intake.agent)
    ticket = UUID((await told.ticket(intake.agent, customer["id"], None, unknown=UNKNOWN))["id"])
    news: dict[str, Event] = {
        "registered": told.complaint(None if linked else ticket, received_at=intake.now),
        "linked": told.complaint_linked(ticket, received_at=intake.now),
        "closed": told.complaint_closed(ticket, received_at=intake.now),
    }
    case_id, heard = new_id(), set[str]()
    for name in order:
        await intake.deliver(intake.event(news[name], case_id))
        heard.add(name)
        is_known = heard != {"registered"} or not linked
        warned = "open_complaint" in codes(await pop(intake, "13800138000"))
        assert warned is (is_known and "closed" not in heard), heard


@pytest.mark.rule("IN-02", "IN-11")
async def test_of_two_customers_with_the_number_the_last_is_shown_and_both_are_named(intake: Intake) -> None:
    husband = await told.customer(intake.agent, name="李强", addresses=[], tier="key")
    wife = await told.customer(intake.agent)
    shown = await pop(intake, "13800138000", **{"Accept-Language": "en"})
    assert shown["customer"]["id"] == wife["id"]
    nothing_open = {"open_tickets": 0, "open_complaints": 0}
    assert shown["other_customers"] == [{"id": husband["id"], "name": "李强", "tier": "key", **nothing_open}]
    assert [(merge["id"], merge["reasons"]) for merge in shown["merge_suggestions"]] == [
        (husband["id"], ["phone"])
    ]
    assert codes(shown) == ["merge_suggested"]
    assert shown["warnings"][0]["text"] == "may be the same customer as 李强: merge?"


@pytest.mark.rule("IN-02")
async def test_what_another_customer_with_the_number_has_open_is_said(intake: Intake) -> None:
    husband = await told.customer(intake.agent, name="李强")
    unit = await told.unit(intake.agent, husband["id"])
    ticket = await told.ticket(intake.agent, husband["id"], unit["id"])
    case = told.complaint(UUID(ticket["id"]), received_at=intake.now)
    await intake.deliver(intake.event(case, new_id()))
    await told.customer(intake.agent, name="王芳")
    shown = await pop(intake, "13800138000", **{"Accept-Language": "en"})
    [other] = shown["other_customers"]
    assert (other["id"], other["open_tickets"], other["open_complaints"]) == (husband["id"], 1, 1)
    assert "李强, with the same number, has open tickets: 1, open complaints: 1" in [
        warning["text"] for warning in shown["warnings"]
    ]


@pytest.mark.rule("IN-02")
@pytest.mark.parametrize(("tickets", "cases"), [(1, 0), (0, 1)])
async def test_one_ticket_or_one_complaint_of_another_is_enough_to_be_said(
    intake: Intake, tickets: int, cases: int
) -> None:
    husband = await told.customer(intake.agent, name="李强")
    if tickets:
        await told.ticket(intake.agent, husband["id"], None, unknown=UNKNOWN)
    if cases:
        case = told.complaint(None, received_at=intake.now, customer_id=UUID(husband["id"]))
        await intake.deliver(intake.event(case, new_id()))
    await told.customer(intake.agent, name="王芳")
    shown = await pop(intake, "13800138000")
    assert f"同号客户 李强 有 {tickets} 张未结服务单、{cases} 件未结投诉" in [
        warning["text"] for warning in shown["warnings"]
    ]


@pytest.mark.rule("IN-11")
async def test_a_merge_is_suggested_for_the_same_phone_or_the_same_name_and_address(intake: Intake) -> None:
    home = [{"text": "上海市 黄浦区，南京东路１号"}]
    namesake = await told.customer(intake.agent, contacts=[], addresses=[{"text": "北京"}])
    at_home = await told.customer(intake.agent, contacts=[], addresses=home)
    lodger = await told.customer(intake.agent, name="房客", contacts=[PHONE_2], addresses=home)
    second = await told.customer(intake.agent, name="王小姐", contacts=[PHONE_2], addresses=[])
    calls = [*told.CUSTOMER["contacts"], PHONE_2]
    customer = await told.customer(intake.agent, contacts=calls)

    async def suggested(whom: dict[str, Any]) -> dict[str, list[str]]:
        found = await intake.agent.get(f"/intake/v1/customers/{whom['id']}/merge-suggestions")
        return {merge["id"]: merge["reasons"] for merge in found.json()["items"]}

    expected = {
        second["id"]: ["phone"],
        lodger["id"]: ["phone"],
        at_home["id"]: ["name_and_address"],
    }
    shown = await pop(intake, "13800138000")
    assert {merge["id"]: merge["reasons"] for merge in shown["merge_suggestions"]} == expected
    assert await suggested(customer) == expected
    assert shown["other_customers"] == []
    assert await suggested(namesake) == {}
    assert await suggested(at_home) == {customer["id"]: ["name_and_address"]}


@pytest.mark.rule("IN-11")
async def test_both_reasons_are_named(intake: Intake) -> None:
    first = await told.customer(intake.agent)
    await told.customer(intake.agent)
    [merge] = (await pop(intake, "13800138000"))["merge_suggestions"]
    assert (merge["id"], merge["reasons"]) == (first["id"], ["phone", "name_and_address"])


async def test_a_strangers_merges_are_not_found(intake: Intake) -> None:
    answer = await intake.agent.get(f"/intake/v1/customers/{new_id()}/merge-suggestions")
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")
