"""What a complaint is registered with, its number and its changes (CO-01 … CO-03)."""

from typing import Any

import pytest

from libs.common.events import complaints as events
from libs.common.ids import new_id
from tests.integration.complaints.house import COMPLAINT, Complaints


@pytest.mark.rule("CO-01")
async def test_a_complaint_keeps_order_product_samples_and_the_signed_opinion(complaints: Complaints) -> None:
    order = {
        "order_no": "O-1",
        "lot": "L-7",
        "ship_date": "2026-01-05",
        "quantity": 10,
        "defective_quantity": 2,
    }
    facts: dict[str, Any] = {
        "class": "quality",
        "order": order,
        "product": {"model": "BCD-500", "grade": "A", "purchase_date": "2025-10-02"},
        "samples": [{"place": "三号库", "holder": "李四"}],
        "attachments": ["photo-1"],
    }
    case = await complaints.complaint(**facts)

    await complaints.patch("sales", f"/complaints/{case}", {"sales_opinion": "情况属实"})

    shown = await complaints.case(case)
    assert {name: shown[name] for name in facts} == {**facts, "samples": [facts["samples"][0]]}
    assert (shown["sales_opinion"]["by"], shown["sales_opinion"]["signed"]) == ("sales", True)
    assert [one.lot for one in await complaints.told(events.ComplaintRegistered)] == ["L-7"]


@pytest.mark.rule("CO-01")
async def test_only_sales_changes_the_opinion_it_signed(complaints: Complaints) -> None:
    path = f"/complaints/{await complaints.complaint(sales_opinion='客户说属实')}"
    assert not (await complaints.get(path))["sales_opinion"]["signed"]
    await complaints.patch("sales", path, {"sales_opinion": "情况属实"})

    refused = await complaints.patch("agent", path, {"sales_opinion": "不属实"}, expect=403)

    assert refused["code"] == "opinion_signed"
    changed = await complaints.patch("sales", path, {"sales_opinion": "部分属实"})
    assert changed["sales_opinion"]["text"] == "部分属实"


@pytest.mark.rule("CO-03")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("improper_charging", "improper_charging"),
        ("Delay of Delivery", "delay_of_delivery"),
        ("delay-of-installation", "delay_of_installation"),
        ("延迟维修", "delay_of_repair"),
        ("下雨", "下雨"),
    ],
)
async def test_a_cause_is_known_by_code_or_name_and_any_other_word_stays(
    complaints: Complaints, said: str, code: str
) -> None:
    known = {cause["code"]: cause for cause in (await complaints.get("/cause-codes"))["items"]}

    registered = await complaints.case(await complaints.complaint(cause_code=said))
    other = await complaints.complaint()
    changed = await complaints.patch("agent", f"/complaints/{other}", {"cause_code": said})
    found = {"kind": "department", "subject": "sales", "cause_code": said}
    decided = await complaints.act(await complaints.complaint(), ("service_manager", "responsibility", found))

    for shown in (registered, changed, decided):
        assert (shown["cause_code"], shown["cause"]) == (code, known.get(code))
    assert all(cause["zh"] and cause["en"] for cause in known.values())


@pytest.mark.rule("IN-10", "CO-01")
async def test_a_case_linked_to_a_ticket_later_says_so(complaints: Complaints) -> None:
    case = await complaints.complaint()
    path, ticket, other = f"/complaints/{case}", new_id(), new_id()
    for linked_to in (ticket, ticket, other):
        await complaints.patch("agent", path, {"ticket_id": str(linked_to)})

    assert (await complaints.get(path))["ticket_id"] == str(other)
    linked = await complaints.told(events.ComplaintLinked)
    assert [(one.ticket_id, one.received_at) for one in linked] == [
        (ticket, complaints.now),
        (other, complaints.now),
    ]


@pytest.mark.rule("CO-03", "IN-15")
async def test_a_case_sorted_anew_says_so(complaints: Complaints) -> None:
    path = f"/complaints/{await complaints.complaint()}"
    lot = {"class": "quality", "order": {"lot": "L-7"}, "product": {"model": "BCD-500"}}
    for change in (lot, lot, {"demand": "退货"}, {"severity": "serious"}):
        await complaints.patch("agent", path, change)

    changed = await complaints.told(events.ComplaintChanged)
    assert [(one.complaint_class, one.lot, one.model, one.severity) for one in changed] == [
        ("quality", "L-7", "BCD-500", "minor"),
        ("quality", "L-7", "BCD-500", "serious"),
    ]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"customer": {}}, "/customer/name"),
        ({"channel": "pigeon"}, "/channel"),
        ({"class": "odd"}, "/class"),
        ({"order": {"quantity": 1, "defective_quantity": 2}}, "/order/defective_quantity"),
        ({"samples": [{"place": "here"}]}, "/samples/0/holder"),
        ({"received_at": "2026-03-03T09:00:00+08:00"}, "/received_at"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_a_bad_complaint_is_refused_with_the_field(
    complaints: Complaints, change: dict[str, Any], pointer: str
) -> None:
    problem = await complaints.post("agent", "/complaints", COMPLAINT | change, expect=422)

    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.rule("CO-02")
async def test_numbers_count_within_the_month_of_the_site(complaints: Complaints) -> None:
    first = [(await complaints.case(await complaints.complaint()))["form_no"] for _ in range(2)]
    await complaints.move(days=29, hours=15)  # 1 April at midnight in Shanghai, 31 March in UTC
    later = (await complaints.case(await complaints.complaint()))["form_no"]

    assert [*first, later] == ["CF-202603-0001", "CF-202603-0002", "CF-202604-0001"]
