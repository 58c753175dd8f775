"""What changes about a ticket while its job waits or is under way (DI-02, PO-03)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from libs.common.events import dispatch as events
from libs.common.events import intake
from tests.integration.dispatch.house import DONE, Dispatch, consent

CHARGE = {"amount": {"amount": "150.00"}}


def quoted() -> intake.TicketQuoted:
    return intake.TicketQuoted(amount=Decimal("300.00"), currency="CNY", minutes=60, released=True)


@pytest.mark.rule("DI-02")
async def test_a_ticket_resolved_remotely_needs_nobody_to_go_out(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket()
    job = await dispatch.job(ticket)
    visit = (await dispatch.assign(job["id"], await dispatch.technician()))["visit_id"]

    await dispatch.hear(intake.TicketUpdated(reason="resolved remotely", field_work=False), of=ticket)

    assert (await dispatch.job(ticket))["status"] == "cancelled"
    assert (await dispatch.get(f"/visits/{visit}"))["status"] == "withdrawn"
    [cancelled] = await dispatch.told(events.JobCancelled)
    assert cancelled.reason == "resolved remotely"


@pytest.mark.rule("PO-03", "DI-12")
async def test_a_new_price_stops_the_work_until_it_is_consented_to(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    await dispatch.hear(consent(), of=ticket)
    job = await dispatch.job(ticket)
    visit = (await dispatch.assign(job["id"], await dispatch.technician()))["visit_id"]
    await dispatch.steps(visit, *DONE[:5])

    await dispatch.hear(quoted(), of=ticket)

    assert await dispatch.refused("technician", f"/visits/{visit}/complete") == "consent_needed"
    charge = await dispatch.post("technician", f"/visits/{visit}/charge", CHARGE)
    assert charge["consented"] is None
    await dispatch.hear(consent(), of=ticket)
    await dispatch.steps(visit, "complete")


@pytest.mark.rule("PO-03", "CO-18")
async def test_consent_that_stands_when_a_ticket_is_reopened_is_consent_to_its_charge(
    dispatch: Dispatch,
) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    await dispatch.hear(consent(), of=ticket)
    await dispatch.hear(intake.TicketCancelled(reason="改日"), of=ticket)

    await dispatch.hear(intake.TicketReopened(reason="还是要修", repeat_repair=False, ready=True), of=ticket)

    job = await dispatch.job(ticket)
    visit = (await dispatch.assign(job["id"], await dispatch.technician()))["visit_id"]
    await dispatch.steps(visit, *DONE[:3])
    charge = await dispatch.post("technician", f"/visits/{visit}/charge", CHARGE)
    assert charge["consented"] is True


@pytest.mark.rule("DI-02", "IN-06")
async def test_a_new_place_and_new_deadlines_reach_who_goes_out(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(service_type="A", ready=False)
    due = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)

    async def seen() -> dict[str, Any]:
        facts: dict[str, Any] = (await dispatch.get(f"/jobs/{(await dispatch.job(ticket))['id']}"))["ticket"]
        return facts

    await dispatch.hear(intake.TicketUpdated(latitude=39.9, longitude=116.4, safety=True), of=ticket)
    moved = await seen()
    assert (moved["latitude"], moved["longitude"], moved["safety"]) == (39.9, 116.4, True)
    assert (moved["fault"], moved["ready"]) == ("不制冷", False)

    await dispatch.hear(msgspec.structs.replace(consent(), arrive_by=due), of=ticket)
    assert (await seen())["arrive_by"] == "2026-03-05T01:00:00Z"
    again = intake.TicketReopened(reason="又坏了", repeat_repair=True, repair_by=due)
    await dispatch.hear(intake.TicketCancelled(reason="改日"), of=ticket)
    await dispatch.hear(again, of=ticket)
    assert (await seen())["repair_by"] == "2026-03-05T01:00:00Z"
