"""Nothing is charged for what was not agreed to before (PO-03)."""

from decimal import Decimal
from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

OLD = "2019-01-01"


@pytest.mark.rule("PO-03")
async def test_paid_work_waits_for_a_quote_and_consent(intake: Intake) -> None:
    desk = await Desk.open(intake, bought=OLD)
    assert (desk.opened["service_type"], desk.opened["ready"]) == ("A", False)

    early = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    quoted = await desk.act("quote", QUOTE)
    agreed = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    twice = await desk.act("consent", {"given": False, "by": "王芳", "how": "phone"})

    assert (early["status_code"], early["code"]) == (409, "quote_missing")
    assert (quoted["status"], quoted["quote"]["total"]["amount"]) == ("quoted", "680.10")
    assert (agreed["status"], agreed["ready"]) == ("open", True)
    assert (twice["status_code"], twice["code"]) == (409, "consent_recorded")
    told_ = {name: agreed["consent"][name] for name in ("given", "by", "how", "heard_by")}
    assert told_ == {"given": True, "by": "王芳", "how": "phone", "heard_by": "agent"}
    [consent] = await intake.told(events.ConsentRecorded)
    assert str(consent.amount) == "680.10"


@pytest.mark.rule("IN-06", "PO-03")
async def test_the_work_waits_for_the_customer_while_a_price_is_thought_about(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc", purchase_date="2015-01-01")
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    def waits(shown: dict[str, Any]) -> dict[str, str | None]:
        return {clock["kind"]: clock["waits_for"] for clock in shown["deadlines"]}

    quoted = await desk.act("quote", QUOTE)
    assert waits(quoted) == {"answer": None, "arrive": "customer", "repair": "customer"}
    await intake.move(hours=5)
    agreed = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    assert waits(agreed) == {"answer": None, "arrive": None, "repair": None}
    due = {clock["kind"]: clock["due_at"] for clock in agreed["deadlines"]}
    assert (due["arrive"], due["repair"]) == ("2026-03-02T09:00:00Z", "2026-03-03T07:00:00Z")


@pytest.mark.rule("PO-03", "IN-16")
async def test_a_refusal_closes_as_declined_and_charges_nothing(intake: Intake) -> None:
    desk = await Desk.open(intake, bought=OLD)
    await desk.act("quote", QUOTE)

    declined = await desk.act("consent", {"given": False, "by": "王芳", "how": "phone"})

    assert (declined["status"], declined["outcome"], declined["charge"]) == ("closed", "declined", None)
    [closed] = await intake.told(events.TicketClosed)
    assert (closed.outcome, closed.visited, closed.consent_given) == ("declined", False, False)


@pytest.mark.rule("IN-16")
async def test_what_was_agreed_to_is_not_closed_as_declined(intake: Intake) -> None:
    desk = await Desk.open(intake, bought=OLD)
    await desk.act("quote", QUOTE)
    await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})

    refused = await desk.act("close", {"outcome": "declined"})

    assert (refused["status_code"], refused["code"]) == (409, "price_agreed")


@pytest.mark.rule("PO-03")
async def test_where_sales_releases_quotes_the_desks_own_waits(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="equipment", purchase_date=OLD)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    quoted = await desk.act("quote", QUOTE)
    early = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})
    by_the_desk = await desk.act("release-quote")
    released = await desk.act("release-quote", role="sales")
    twice = await desk.act("release-quote", role="sales")

    assert (quoted["status"], early["code"], released["status"]) == ("open", "quote_not_released", "quoted")
    assert (by_the_desk["status_code"], twice["code"]) == (403, "quote_released")


@pytest.mark.rule("PO-03")
async def test_a_quote_that_sales_makes_needs_no_release(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="equipment", purchase_date=OLD)
    desk = Desk(intake, await told.ticket(intake.agent, customer["id"], unit["id"]))

    quoted = await desk.act("quote", QUOTE, role="sales")

    assert (quoted["status"], quoted["quote"]["released_by"]) == ("quoted", "sales")


@pytest.mark.rule("PO-03")
async def test_a_new_price_asks_for_a_new_consent(intake: Intake) -> None:
    desk = await Desk.open(intake, bought=OLD)
    quoted = await desk.act("quote", QUOTE)
    agreed = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})

    more = {"kind": "labour", "name": "更换", "quantity": "1", "unit_price": {"amount": "80.00"}}
    lines = [*quoted["quote"]["lines"], more]
    dearer = await desk.act("quote", {"lines": lines, "minutes": 90})

    assert (agreed["ready"], dearer["ready"], dearer["consent"]) == (True, False, None)
    assert (dearer["quote"]["total"]["amount"], dearer["quote"]["minutes"]) == ("760.10", 90)
    assert [(quote.amount, quote.minutes) for quote in await intake.told(events.TicketQuoted)] == [
        (Decimal("680.10"), 45),
        (Decimal("760.10"), 90),
    ]


@pytest.mark.rule("PO-02", "PO-03")
async def test_a_free_repair_is_never_quoted(intake: Intake) -> None:
    desk = await Desk.open(intake)

    assert (await desk.act("quote", QUOTE))["code"] == "not_chargeable"


@pytest.mark.rule("PO-08", "PO-17")
async def test_what_is_found_on_site_is_decided_again_and_waits_for_consent(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.hear(desk.scheduled())
    await desk.hear(dispatch.VisitStarted(**desk.visit_fields()))

    await desk.hear(dispatch.ExclusionFound(**desk.visit_fields(), findings=["liquid"], text="water"))

    found = await desk.now()
    assert (found["service_type"], found["ready"], found["status"]) == ("A", False, "waiting")
    assert found["entitlement"]["excluded_by"] == ["liquid"]
    repair = next(deadline for deadline in found["deadlines"] if deadline["kind"] == "answer")
    assert repair["state"] == "running"
    [updated] = await intake.told(events.TicketUpdated)
    assert (updated.service_type, updated.ready) == ("A", False)

    await desk.act("quote", QUOTE)
    agreed = await desk.act("consent", {"given": True, "by": "王芳", "how": "on site"})
    assert (agreed["status"], agreed["ready"]) == ("working", True)


@pytest.mark.rule("PO-03", "IN-06", "IN-16")
async def test_who_declined_and_comes_back_may_consent_after_all(intake: Intake) -> None:
    """The price stands; until it is consented to the fresh clocks of the work wait for the customer."""
    desk = await Desk.open(intake, bought=OLD)
    await desk.act("quote", QUOTE)
    await desk.act("consent", {"given": False, "by": "王芳", "how": "phone"})

    again = await desk.act("reopen", {"reason": "客户改变主意"})
    agreed = await desk.act("consent", {"given": True, "by": "王芳", "how": "phone"})

    assert (again["status"], again["ready"], again["repeat_repair"]) == ("quoted", False, False)
    assert (agreed["status"], agreed["ready"]) == ("open", True)
    assert [told_.ready for told_ in await intake.told(events.TicketReopened)] == [False]
