"""What a customer is charged on a visit, by what it is judged, and where the money goes (DI-12, CO-18)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from libs.common.events import dispatch as events
from libs.common.events import intake
from tests.integration.dispatch.house import DONE, Dispatch, closed, consent, price_list

CHARGE = {"amount": {"amount": "150.00"}, "receipt_no": "R-1"}


def asks(amount: str, **more: Any) -> dict[str, Any]:
    return {"amount": {"amount": amount}, **more}


@pytest.mark.rule("DI-12", "CO-18")
async def test_a_charge_without_consent_is_recorded_and_says_so(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    charge = await dispatch.post("technician", f"/visits/{visit}/charge", CHARGE)
    assert (charge["status"], charge["consented"]) == ("collected", None)
    [collected] = await dispatch.told(events.ChargeCollected)
    assert (collected.amount, collected.receipt_no, collected.consented) == (Decimal("150.00"), "R-1", None)


@pytest.mark.rule("DI-12", "CO-18")
async def test_a_charge_after_a_refusal_says_that_the_customer_had_refused(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(consent(given=False), of=ticket)
    await dispatch.hear(closed("declined"), of=ticket)
    await dispatch.post("technician", f"/visits/{visit}/charge", CHARGE)
    [collected] = await dispatch.told(events.ChargeCollected)
    assert collected.consented is False


@pytest.mark.rule("XC-02", "CO-18")
async def test_a_charge_before_the_consent_was_heard_is_judged_when_it_is(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    ticket = await dispatch.ticket_of(visit)
    early = await dispatch.charge(visit, asks("1.00"))
    agreed = dispatch.event(consent(), ticket, at=dispatch.now + timedelta(minutes=1))
    await dispatch.move(minutes=2)
    await dispatch.charge(visit, asks("100.00"))
    await dispatch.deliver(agreed)
    await dispatch.charge(visit, asks("60.00"))
    charges = (await dispatch.get(f"/charges?visit_id={visit}", role="finance"))["items"]
    assert {charge["amount"]["amount"]: charge["consented"] for charge in charges} == {
        "60.00": False,
        "100.00": True,
        "1.00": None,
    }
    assert early["consented"] is None


@pytest.mark.rule("DI-12")
@pytest.mark.parametrize(("amount", "status"), [("200.00", "collected"), ("200.01", "invoiced")])
async def test_small_amounts_are_collected_on_site_others_invoiced(
    dispatch: Dispatch, amount: str, status: str
) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    body = {"amount": {"amount": amount}, "collector": "sales"}
    charge = await dispatch.post("technician", f"/visits/{visit}/charge", body)
    assert charge["status"] == status
    assert (charge["receipt_no"] is not None) is (status == "collected")
    assert charge["collector"] == ("technician" if status == "collected" else "sales")


@pytest.mark.rule("DI-12")
async def test_finance_invoices_and_settles_a_charge_once(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    made = await dispatch.post("technician", f"/visits/{visit}/charge", {"amount": {"amount": "900.00"}})
    charge = f"/charges/{made['id']}"
    await dispatch.post("technician", f"{charge}/settle", {"receipt_no": "R-2"}, expect=403)
    await dispatch.post("finance", f"{charge}/invoice", {"number": "INV-1"})
    assert await dispatch.refused("finance", f"{charge}/invoice", {"number": "INV-2"}) == "charge_invoiced"
    settled = await dispatch.post("finance", f"{charge}/settle", {"receipt_no": "R-2"})
    assert (settled["status"], settled["receipt_no"]) == ("settled", "R-2")
    assert await dispatch.refused("finance", f"{charge}/settle", {"receipt_no": "R-3"}) == "charge_settled"
    invoiced = await dispatch.told(events.ChargeInvoiced)
    assert [event.number for event in invoiced] == [None, "INV-1"]
    assert len(await dispatch.told(events.ChargeSettled)) == 1


async def test_lines_of_a_charge_add_up_to_it(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    line = {"kind": "labour", "name": "上门", "quantity": 2, "unit_price": {"amount": "30.00"}}
    body = {"amount": {"amount": "50.00"}, "lines": [line]}
    await dispatch.post("technician", f"/visits/{visit}/charge", body, expect=422)
    await dispatch.post("technician", f"/visits/{visit}/charge", body | {"amount": {"amount": "60.00"}})


@pytest.mark.rule("DI-12")
async def test_without_an_amount_it_is_what_the_lines_add_up_to_else_what_is_left_of_the_price_agreed_to(
    dispatch: Dispatch,
) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    await dispatch.post("technician", f"/visits/{visit}/charge", {}, expect=422)
    line = {"kind": "labour", "name": "上门", "quantity": 2, "unit_price": {"amount": "30.00"}}
    assert (await dispatch.charge(visit, {"lines": [line]}))["amount"]["amount"] == "60.00"
    await dispatch.hear(consent(), of=await dispatch.ticket_of(visit))
    await dispatch.charge(visit, asks("100.00"))
    assert (await dispatch.charge(visit, {}))["amount"]["amount"] == "50.00"
    await dispatch.post("technician", f"/visits/{visit}/charge", {}, expect=422)


@pytest.mark.rule("DI-12", "CO-18")
async def test_more_than_the_price_agreed_to_is_not_consented_all_charges_together(
    dispatch: Dispatch,
) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    await dispatch.hear(consent(), of=ticket)
    job = await dispatch.job(ticket)
    visit = (await dispatch.assign(job["id"], await dispatch.technician()))["visit_id"]
    await dispatch.steps(visit, "accept", "depart", "arrive")
    facts = (await dispatch.get(f"/visits/{visit}", role="technician"))["ticket"]
    assert facts["consented_price"] == {"amount": "150.00", "currency": "CNY"}
    answers = [
        (await dispatch.charge(visit, asks(amount))) for amount in ("150.01", "100.00", "50.00", "0.01")
    ]
    assert [answer["consented"] for answer in answers] == [False, True, True, False]
    dollars = await dispatch.charge(visit, {"amount": {"amount": "1.00", "currency": "USD"}})
    assert (dollars["consented"], dollars["consented_price"]) == (False, None)
    told = await dispatch.told(events.ChargeCollected)
    assert {(event.consented, event.consented_amount) for event in told} == {
        (False, Decimal("150.00")),
        (True, Decimal("150.00")),
    }


@pytest.mark.rule("DI-12", "PO-03")
async def test_a_new_quote_counts_anew(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(consent(), of=ticket)
    assert (await dispatch.charge(visit, CHARGE))["consented"] is True
    quoted = intake.TicketQuoted(amount=Decimal("150.00"), currency="CNY", minutes=45, released=True)
    await dispatch.hear(quoted, of=ticket)
    assert (await dispatch.charge(visit, CHARGE))["consented"] is None
    await dispatch.hear(consent(), of=ticket)
    assert (await dispatch.charge(visit, CHARGE))["consented"] is True
    assert (await dispatch.get(f"/visits/{visit}"))["ticket"]["quoted_minutes"] == 45


@pytest.mark.rule("DI-12", "CO-18")
async def test_a_charge_says_which_of_its_lines_the_public_prices_have(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    visiting = {"kind": "labour", "name": "上门检测 ", "unit_price": {"amount": "50.00"}}
    unheard_of = {"kind": "other", "name": "加急费", "unit_price": {"amount": "80.00"}}
    unlisted = await dispatch.charge(visit, asks("50.00", lines=[visiting]))
    assert unlisted["lines"][0]["listed"] is None
    await dispatch.published(price_list(category="refrigerator"))
    dearer = visiting | {"name": "ON-SITE  diagnosis", "unit_price": {"amount": "50.01"}}
    made = await dispatch.charge(visit, asks("180.01", lines=[visiting, unheard_of, dearer]))
    assert [line["listed"] for line in made["lines"]] == [True, False, False]
    told = (await dispatch.told(events.ChargeCollected))[-1]
    assert [(line.name, line.unit_price, line.listed) for line in told.lines][1:] == [
        ("加急费", Decimal("80.00"), False),
        ("ON-SITE  diagnosis", Decimal("50.01"), False),
    ]


@pytest.mark.rule("DI-12")
async def test_what_was_collected_is_handed_to_finance_which_mails_the_invoice(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    path = f"/charges/{(await dispatch.charge(visit, CHARGE))['id']}"
    listed = "/charges?handed_over=false&status=collected"
    assert len((await dispatch.get(listed, role="finance"))["items"]) == 1
    assert await dispatch.refused("finance", f"{path}/receive") == "charge_not_handed_over"
    assert (await dispatch.prying_charge(path, "hand-over")).json()["code"] == "not_your_own"
    handed = await dispatch.post("technician", f"{path}/hand-over")
    assert (handed["handed_over_by"], handed["received_at"]) == ("technician", None)
    assert (await dispatch.get(listed, role="finance"))["items"] == []
    assert await dispatch.refused("technician", f"{path}/hand-over") == "charge_handed_over"
    await dispatch.post("technician", f"{path}/receive", expect=403)
    received = await dispatch.post("finance", f"{path}/receive")
    assert received["received_by"] == "finance"
    assert await dispatch.refused("finance", f"{path}/receive") == "charge_received"
    mailed = await dispatch.post("finance", f"{path}/invoice", {"number": "INV-7"})
    assert (mailed["invoice_number"], mailed["invoice_mailed_on"]) == ("INV-7", "2026-03-02")


@pytest.mark.rule("DI-12")
async def test_what_stands_on_the_voucher_is_handed_over_by_nobody(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    made = await dispatch.charge(visit, asks("900.00", collector="赵云"))
    assert (made["status"], made["collector"]) == ("invoiced", "赵云")
    path = f"/charges/{made['id']}"
    assert await dispatch.refused("technician", f"{path}/hand-over") == "charge_not_collected"
    assert (await dispatch.post("finance", f"{path}/invoice", {"number": "I-8"}))["invoice_mailed_on"] is None
