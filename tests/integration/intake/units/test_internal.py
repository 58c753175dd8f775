"""Work for the company itself is type D, and says what for (PO-05)."""

from typing import Any, get_args

import pytest

from libs.common.policy.vocabulary import InternalPurpose
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

pytestmark = pytest.mark.rule("PO-05")


def because(ticket: dict[str, Any]) -> str:
    rules = ticket["entitlement"]["rules"]
    return " ".join(line["because"] for line in rules if line["rule"] == "PO-05")


@pytest.mark.parametrize(
    ("purpose", "words"), [("demo_stock", "样机"), ("dealer_stock", "经销商库存"), ("display", "陈列展示")]
)
async def test_work_on_a_unit_that_the_company_keeps_is_never_charged(
    intake: Intake, purpose: str, words: str
) -> None:
    customer = await told.customer(intake.agent)
    old = {"purchase_date": "2015-01-01", "internal_purpose": purpose}
    unit = await told.unit(intake.agent, customer["id"], **old)
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"], findings=["liquid"])
    assert (ticket["service_type"], ticket["ready"]) == ("D", True)
    assert (ticket["internal"], ticket["internal_purpose"]) == (True, purpose)
    assert words in because(ticket)
    refused = await Desk(intake, ticket).act("quote", QUOTE)
    assert refused["code"] == "not_chargeable"


async def test_a_unit_that_was_sold_after_all_is_charged_for_again(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    old = {"purchase_date": "2015-01-01", "internal_purpose": "display"}
    unit = await told.unit(intake.agent, customer["id"], **old)
    sold = await intake.patch("agent", f"/units/{unit['id']}", {"internal_purpose": "none"})
    assert sold["internal_purpose"] is None
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    assert (ticket["service_type"], ticket["internal"], ticket["internal_purpose"]) == ("A", False, None)


async def test_a_ticket_may_be_internal_by_itself_with_or_without_a_unit(intake: Intake) -> None:
    desk = await Desk.open(intake, bought="2015-01-01", internal_purpose="publicity")
    assert (desk.opened["service_type"], desk.opened["internal"]) == ("D", True)
    unknown = ["model", "specification", "purchase_date", "purchase_place"]
    body = {"customer": told.CUSTOMER, "kind": "installation", "fault": {"text": "布展"}, "unknown": unknown}
    unit_less = await intake.post("agent", "/tickets", body | {"internal": True}, expect=201)
    assert (unit_less["service_type"], unit_less["ready"], unit_less["internal_purpose"]) == ("D", True, None)
    assert because(unit_less)


@pytest.mark.parametrize("purpose", get_args(InternalPurpose))
async def test_the_check_answers_for_each_purpose(intake: Intake, purpose: str) -> None:
    asked = {"category": "television", "purchase_date": "2015-01-01", "internal_purpose": purpose}
    answer = await intake.post("agent", "/entitlements/check", asked)
    assert (answer["service_type"], answer["cost_bearer"], answer["customer_share"]) == ("D", "internal", "0")


async def test_another_purpose_is_refused_by_name(intake: Intake) -> None:
    asked = {"category": "television", "purchase_date": "2015-01-01", "internal_purpose": "party"}
    refused = await intake.post("agent", "/entitlements/check", asked, expect=422)
    assert [error["pointer"] for error in refused["errors"]] == ["/internal_purpose"]
