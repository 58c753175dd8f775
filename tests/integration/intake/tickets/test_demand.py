"""Nobody is sent before the demand is certain (IN-01), no unit taken in before its data are safe (IN-19)."""

from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

DATA_BEARING = ["pc", "server", "storage", "tablet", "phone"]


async def change(desk: Desk, **body: Any) -> dict[str, Any]:
    answer = await desk.intake.agent.patch(desk.path, json=body)
    return {**answer.json(), "status_code": answer.status_code}


async def of_category(intake: Intake, category: str, **asked: Any) -> Desk:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category=category)
    return Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"], **asked))


@pytest.mark.rule("IN-01")
async def test_an_unconfirmed_demand_waits_and_its_confirmation_lets_work_begin(intake: Intake) -> None:
    desk = await Desk.open(intake, demand_confirmed=False)
    waiting = desk.opened
    assert (await change(desk, priority="urgent"))["status"] == "waiting"

    confirmed = await change(desk, demand_confirmed=True)

    assert (waiting["status"], waiting["ready"], waiting["demand_confirmed"]) == ("waiting", False, False)
    assert (confirmed["status"], confirmed["ready"], confirmed["demand_confirmed"]) == ("open", True, True)
    [opened] = await intake.told(events.TicketOpened)
    assert opened.ready is False
    assert await intake.told(events.TicketUpdated) == [
        events.TicketUpdated(priority="urgent"),
        events.TicketUpdated(ready=True, demand_confirmed=True),
    ]


@pytest.mark.rule("IN-01")
async def test_a_demand_is_taken_as_confirmed_and_is_never_taken_back(intake: Intake) -> None:
    desk = await Desk.open(intake)

    refused = await change(desk, demand_confirmed=False)

    assert (desk.opened["ready"], desk.opened["demand_confirmed"]) == (True, True)
    assert (refused["status_code"], refused["errors"][0]["pointer"]) == (422, "/demand_confirmed")


@pytest.mark.rule("IN-01", "PO-03")
async def test_who_consents_to_a_price_has_confirmed_the_demand(intake: Intake) -> None:
    desk = await Desk.open(intake, bought="2019-01-01", demand_confirmed=False)
    await desk.act("quote", QUOTE)

    agreed = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})

    assert (agreed["demand_confirmed"], agreed["ready"], agreed["status"]) == (True, True, "open")


@pytest.mark.rule("IN-19")
@pytest.mark.parametrize("category", DATA_BEARING)
async def test_a_unit_with_data_is_taken_in_only_with_backup_or_waiver(intake: Intake, category: str) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category=category)
    body = {"customer_id": customer["id"], "unit_id": unit["id"], "kind": "repair", "fault": {"text": "x"}}
    body["sent_in"] = True

    for careless in (None, "not_needed"):
        answer = await intake.agent.post("/intake/v1/tickets", json=body | {"backup": careless})
        assert (answer.status_code, answer.json()["code"]) == (422, "backup_needed")
        assert answer.json()["errors"][0]["pointer"] == "/backup"
    for backup in ("done", "waived"):
        taken = await told.created(intake.agent, "/intake/v1/tickets", body | {"backup": backup})
        assert (taken["sent_in"], taken["backup"]) == (True, backup)


@pytest.mark.rule("IN-19")
async def test_nothing_is_asked_about_a_repair_on_site_or_a_unit_without_data(intake: Intake) -> None:
    on_site = await of_category(intake, "pc")
    fridge = await of_category(intake, "refrigerator", sent_in=True)

    assert (on_site.opened["backup"], fridge.opened["sent_in"]) == (None, True)


@pytest.mark.rule("IN-19")
async def test_of_an_unknown_unit_it_is_said_whether_it_bears_data(intake: Intake) -> None:
    facts = ["model", "specification", "purchase_date", "purchase_place"]
    body = {"customer": told.CUSTOMER, "kind": "repair", "fault": {"text": "x"}, "unknown": facts}

    answer = await intake.agent.post("/intake/v1/tickets", json=body | {"sent_in": True})
    on_site = await told.created(intake.agent, "/intake/v1/tickets", body)
    said = {"sent_in": True, "backup": "not_needed"}
    taken = await told.created(intake.agent, "/intake/v1/tickets", body | said)

    assert (answer.status_code, answer.json()["code"]) == (422, "backup_needed")
    assert (on_site["backup"], taken["backup"]) == (None, "not_needed")


@pytest.mark.rule("DI-02", "IN-19")
async def test_nobody_goes_out_for_a_unit_that_is_sent_in(intake: Intake) -> None:
    desk = await of_category(intake, "refrigerator", sent_in=True)

    [opened] = await intake.told(events.TicketOpened)

    assert opened.field_work is False
    assert {clock["kind"] for clock in desk.opened["deadlines"]}.isdisjoint({"arrive"})


@pytest.mark.rule("DI-02", "IN-19")
async def test_a_unit_sent_in_later_ends_the_field_work_once_its_data_are_safe(intake: Intake) -> None:
    desk = await of_category(intake, "pc")

    early = await change(desk, sent_in=True)
    taken = await change(desk, sent_in=True, backup="waived")
    careless = await change(desk, backup="not_needed")

    assert [(one["status_code"], one["code"]) for one in (early, careless)] == [(422, "backup_needed")] * 2
    assert (taken["status_code"], taken["sent_in"], taken["backup"]) == (200, True, "waived")
    assert await intake.told(events.TicketUpdated) == [
        events.TicketUpdated(field_work=False, reason="sent in")
    ]


@pytest.mark.rule("IN-19")
@pytest.mark.parametrize("backup", ["done", "waived"])
async def test_what_the_technician_confirmed_before_he_took_it_is_stored(intake: Intake, backup: str) -> None:
    desk = await of_category(intake, "pc")
    await desk.hear(desk.scheduled())
    taken = dispatch.UnitTakenIn(**desk.visit_fields(), to="workshop", receipt_no="R-1", backup=backup)
    await desk.hear(taken)
    assert (await desk.now())["backup"] == backup


@pytest.mark.rule("IN-19")
async def test_a_unit_under_the_technicians_hands_is_not_sent_in(intake: Intake) -> None:
    desk = await of_category(intake, "refrigerator")
    await desk.hear(desk.scheduled())
    await desk.hear(dispatch.VisitStarted(**desk.visit_fields()))

    refused = await change(desk, sent_in=True)

    assert (refused["status_code"], refused["code"]) == (409, "work_under_way")


@pytest.mark.rule("IN-06")
async def test_resolved_without_a_visit_it_has_the_same_report(intake: Intake) -> None:
    desk = await of_category(intake, "phone", sent_in=True, backup="done")
    report = {
        "cause": "battery worn",
        "resolution": "battery replaced",
        "parts": [{"name": "battery", "old_returned": True}],
        "customer_opinion": "fine",
        "tests": "charged",
        "hazards": "none",
        "signature": "desk-1",
        "other_damage": {"what": "none", "responsible": "nobody"},
        "cautions": "do not overcharge",
        "started_at": intake.now.isoformat(),
        "ended_at": intake.now.isoformat(),
    }

    resolved = await desk.act("resolve-remote", report)

    assert (resolved["status_code"], resolved["status"]) == (200, "done")
    assert resolved["remote_report"]["parts"] == [{"name": "battery", "old_returned": True}]
