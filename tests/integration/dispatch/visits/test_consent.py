"""Paid work waits for the customer's consent, also when it turns out on site to be paid (PO-03, PO-08)."""

from decimal import Decimal
from uuid import UUID

import pytest

from libs.common.events import dispatch as events
from libs.common.events import intake
from tests.integration.dispatch.house import DONE, REPORT, Dispatch

FINDING = {"findings": ["liquid"], "text": "主板进水"}
CHARGE = {"amount": {"amount": "150.00"}, "receipt_no": "R-1"}


def consent(*, given: bool = True) -> intake.ConsentRecorded:
    return intake.ConsentRecorded(given=given, how="phone", amount=Decimal("150.00"), currency="CNY")


def closed(outcome: str) -> intake.TicketClosed:
    return intake.TicketClosed(
        number="T20260302-000001",
        customer_id=UUID(int=1),
        unit_id=None,
        outcome=outcome,
        service_type="A",
        resolution=1,
        visited=False,
        charged=Decimal(0),
        currency="CNY",
        consent_given=False,
    )


async def ticket_of(dispatch: Dispatch, visit: str) -> UUID:
    return UUID((await dispatch.get(f"/visits/{visit}"))["ticket_id"])


@pytest.mark.rule("DI-02", "PO-03")
async def test_a_job_is_held_until_the_customer_consents(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    job = await dispatch.job(ticket)
    assert job["status"] == "held"
    technician = await dispatch.technician()
    window = {"from": "2026-03-02T10:00:00+08:00", "to": "2026-03-02T11:00:00+08:00"}
    body = {"technician_id": technician, "window": window}
    assert await dispatch.refused("dispatcher", f"/jobs/{job['id']}/assign", body) == "consent_needed"
    await dispatch.hear(consent(), of=ticket)
    assert (await dispatch.job(ticket))["status"] == "open"


@pytest.mark.rule("PO-08")
async def test_a_finding_stops_the_work_until_the_quote_is_consented(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    await dispatch.post("technician", f"/visits/{visit}/findings", FINDING)
    [found] = await dispatch.told(events.ExclusionFound)
    assert found.findings == ["liquid"]
    assert await dispatch.refused("technician", f"/visits/{visit}/report", REPORT) == "consent_needed"
    ticket = await ticket_of(dispatch, visit)
    await dispatch.hear(intake.TicketUpdated(service_type="A", ready=False), of=ticket)
    assert await dispatch.refused("technician", f"/visits/{visit}/complete") == "consent_needed"
    await dispatch.hear(consent(), of=ticket)
    await dispatch.steps(visit, "report", "complete")


@pytest.mark.rule("PO-08")
async def test_a_finding_that_changes_nothing_lets_the_work_go_on(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    await dispatch.post("technician", f"/visits/{visit}/findings", FINDING)
    assert await dispatch.refused("technician", f"/visits/{visit}/start") == "consent_needed"
    ticket = await ticket_of(dispatch, visit)
    await dispatch.hear(intake.TicketUpdated(service_type="C", ready=True), of=ticket)
    await dispatch.steps(visit, "start", "report", "complete")


@pytest.mark.rule("PO-08")
async def test_consent_refused_ends_the_visit_and_the_job(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    await dispatch.post("technician", f"/visits/{visit}/findings", FINDING)
    ticket = await ticket_of(dispatch, visit)
    await dispatch.hear(consent(given=False), of=ticket)
    await dispatch.hear(closed("declined"), of=ticket)
    assert await dispatch.refused("technician", f"/visits/{visit}/report", REPORT) == "visit_ended"
    assert (await dispatch.job(ticket))["status"] == "cancelled"


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
    ticket = await ticket_of(dispatch, visit)
    await dispatch.hear(consent(given=False), of=ticket)
    await dispatch.hear(closed("declined"), of=ticket)
    await dispatch.post("technician", f"/visits/{visit}/charge", CHARGE)
    [collected] = await dispatch.told(events.ChargeCollected)
    assert collected.consented is False


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


@pytest.mark.rule("DI-12")
async def test_prices_are_shown_before_the_work_is_done(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    await dispatch.post("technician", f"/visits/{visit}/prices-shown")
    assert len(await dispatch.told(events.PricesShown)) == 1
    assert await dispatch.refused("technician", f"/visits/{visit}/prices-shown") == "step_taken"


async def test_lines_of_a_charge_add_up_to_it(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    line = {"kind": "labour", "name": "上门", "quantity": 2, "unit_price": {"amount": "30.00"}}
    body = {"amount": {"amount": "50.00"}, "lines": [line]}
    await dispatch.post("technician", f"/visits/{visit}/charge", body, expect=422)
    await dispatch.post("technician", f"/visits/{visit}/charge", body | {"amount": {"amount": "60.00"}})
