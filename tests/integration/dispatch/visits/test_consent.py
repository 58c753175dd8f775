"""Paid work waits for the customer's consent, also when it turns out on site to be paid (PO-03, PO-08)."""

from decimal import Decimal

import pytest

from libs.common.events import dispatch as events
from libs.common.events import intake
from tests.integration.dispatch.house import REPORT, Dispatch, closed, consent

WINDOW = {"from": "2026-03-02T10:00:00+08:00", "to": "2026-03-02T11:00:00+08:00"}
FINDING = {"findings": ["liquid"], "text": "主板进水"}


@pytest.mark.rule("DI-02", "PO-03")
async def test_a_job_is_held_until_the_customer_consents(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    job = await dispatch.job(ticket)
    assert job["status"] == "held"
    technician = await dispatch.technician()
    body = {"technician_id": technician, "window": WINDOW}
    assert await dispatch.refused("dispatcher", f"/jobs/{job['id']}/assign", body) == "consent_needed"
    await dispatch.hear(consent(), of=ticket)
    assert (await dispatch.job(ticket))["status"] == "open"


@pytest.mark.rule("DI-02", "IN-01")
async def test_a_job_is_held_until_it_is_certain_what_the_customer_wants(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(ready=False, demand_confirmed=False)
    job = await dispatch.job(ticket)
    shown = await dispatch.get(f"/jobs/{job['id']}")
    assert (shown["status"], shown["ticket"]["demand_confirmed"]) == ("held", False)
    body = {"technician_id": await dispatch.technician(), "window": WINDOW}
    assert await dispatch.refused("dispatcher", f"/jobs/{job['id']}/assign", body) == "demand_not_confirmed"
    await dispatch.hear(intake.TicketUpdated(demand_confirmed=True, ready=False), of=ticket)
    assert await dispatch.refused("dispatcher", f"/jobs/{job['id']}/assign", body) == "consent_needed"
    await dispatch.hear(consent(), of=ticket)
    await dispatch.post("dispatcher", f"/jobs/{job['id']}/assign", body, expect=201)


@pytest.mark.rule("PO-03")
async def test_nobody_begins_before_a_new_price_is_consented_to(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    ticket = await dispatch.ticket_of(visit)
    quoted = intake.TicketQuoted(amount=Decimal(80), currency="CNY", minutes=30, released=True)
    for said in (quoted, consent(given=False)):
        await dispatch.hear(said, of=ticket)
        assert await dispatch.refused("technician", f"/visits/{visit}/start") == "consent_needed"
    await dispatch.hear(consent(), of=ticket)
    await dispatch.steps(visit, "start")


@pytest.mark.rule("PO-08")
async def test_a_finding_stops_the_work_until_the_quote_is_consented(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    await dispatch.post("technician", f"/visits/{visit}/findings", FINDING)
    [found] = await dispatch.told(events.ExclusionFound)
    assert found.findings == ["liquid"]
    assert await dispatch.refused("technician", f"/visits/{visit}/report", REPORT) == "consent_needed"
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(intake.TicketUpdated(service_type="A", ready=False), of=ticket)
    assert await dispatch.refused("technician", f"/visits/{visit}/complete") == "consent_needed"
    await dispatch.hear(consent(), of=ticket)
    await dispatch.steps(visit, "report", "complete")


@pytest.mark.rule("PO-08")
async def test_a_finding_that_changes_nothing_lets_the_work_go_on(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    await dispatch.post("technician", f"/visits/{visit}/findings", FINDING)
    assert await dispatch.refused("technician", f"/visits/{visit}/start") == "consent_needed"
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(intake.TicketUpdated(service_type="C", ready=True), of=ticket)
    await dispatch.steps(visit, "start", "report", "complete")


@pytest.mark.rule("PO-08")
async def test_consent_refused_ends_the_visit_and_the_job(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    await dispatch.post("technician", f"/visits/{visit}/findings", FINDING)
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(consent(given=False), of=ticket)
    await dispatch.hear(closed("declined"), of=ticket)
    assert await dispatch.refused("technician", f"/visits/{visit}/report", REPORT) == "visit_ended"
    assert (await dispatch.job(ticket))["status"] == "cancelled"
