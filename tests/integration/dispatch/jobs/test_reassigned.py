"""A ticket that was the wrong customer's: the job goes on with the right one's facts (DI-02, DI-08)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import dispatch as events
from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.dispatch.house import Dispatch, consent


def reassigned(**changes: Any) -> intake.TicketReassigned:
    facts: dict[str, Any] = {
        "number": "T20260302-000001",
        "customer_id": new_id(),
        "from_customer_id": new_id(),
        "unit_id": new_id(),
        "from_unit_id": new_id(),
        "category": "pc",
        "model": "T-14",
        "serial": "SN-2",
        "purchase_date": date(2025, 12, 1),
        "service_type": "C",
        "cost_bearer": "maker",
        "ready": True,
        "key_customer": True,
        "under_contract": True,
        "latitude": 31.3,
        "longitude": 121.5,
    }
    return intake.TicketReassigned(**(facts | changes))


@pytest.mark.rule("DI-08")
async def test_an_appointment_with_the_wrong_customer_is_off_and_the_job_waits_again(
    dispatch: Dispatch,
) -> None:
    ticket = await dispatch.ticket(arrive_by=dispatch.now + timedelta(hours=2))
    job = await dispatch.job(ticket)
    visit = (await dispatch.assign(job["id"], await dispatch.technician()))["visit_id"]

    await dispatch.hear(reassigned(), of=ticket)

    assert (await dispatch.get(f"/visits/{visit}"))["status"] == "withdrawn"
    assert len(await dispatch.told(events.VisitWithdrawn)) == 1
    job = await dispatch.get(f"/jobs/{job['id']}")
    assert (job["status"], job["visit_id"], job["technician_id"]) == ("open", None, None)
    facts = job["ticket"]
    assert (facts["category"], facts["model"], facts["serial"]) == ("pc", "T-14", "SN-2")
    assert (facts["latitude"], facts["key_customer"], facts["under_contract"]) == (31.3, True, True)
    assert facts["arrive_by"] is None


@pytest.mark.rule("DI-08")
async def test_of_the_same_customer_the_appointment_stands(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket()
    job = await dispatch.job(ticket)
    visit = (await dispatch.assign(job["id"], await dispatch.technician()))["visit_id"]
    same = UUID(int=9)
    await dispatch.hear(reassigned(customer_id=same, from_customer_id=same), of=ticket)
    assert (await dispatch.get(f"/visits/{visit}"))["status"] == "offered"


@pytest.mark.rule("DI-02")
async def test_what_has_to_be_paid_now_is_held_and_what_has_not_is_released(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket()
    await dispatch.hear(reassigned(service_type="A", ready=False), of=ticket)
    assert (await dispatch.job(ticket))["status"] == "held"
    await dispatch.hear(consent(), of=ticket)
    assert (await dispatch.job(ticket))["status"] == "open"
    await dispatch.hear(reassigned(ready=False), of=ticket)
    job = await dispatch.get(f"/jobs/{(await dispatch.job(ticket))['id']}")
    assert (job["status"], job["ticket"]["consented_price"]) == ("held", None)


async def test_whoever_has_arrived_finds_out_on_site(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(reassigned(), of=ticket)
    assert (await dispatch.get(f"/visits/{visit}"))["status"] == "arrived"
