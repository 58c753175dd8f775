"""What is past its time goes by itself, by machine time (IN-12, XC-08)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from libs.common import audit
from libs.common.events.intake import CustomerErased
from libs.common.privacy.retention import years_before
from services.intake.privacy.retention import retention
from tests.integration.intake import told
from tests.integration.intake.house import Intake

NOBODY = ["model", "specification", "purchase_date", "purchase_place"]


async def let_go(intake: Intake, *, after: timedelta) -> int:
    """All steps of a day that lies so far ahead of the database's clock."""
    count = 0
    while True:
        async with intake.database.transaction() as session:
            today: datetime = (await session.execute(text("SELECT now()"))).scalar_one() + after
            step = await retention.let_go(session=session, now=intake.now, today=today)
        if not step:
            return count
        count += step


async def ended(intake: Intake, customer: dict[str, Any], **ticket: Any) -> dict[str, Any]:
    """A ticket that was cancelled, and the call before it."""
    call = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "漏水，请来人"}
    await intake.post("agent", "/contacts", call | {"customer_id": customer["id"]}, expect=201)
    opened = await told.ticket(intake.agent, customer["id"], ticket.pop("unit", None), **ticket)
    await intake.post("agent", f"/tickets/{opened['id']}/cancel", {"reason": "误报"})
    return opened


@pytest.mark.rule("IN-12")
async def test_records_go_after_three_years_and_whom_nothing_was_heard_of(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    ticket = await ended(intake, customer, unknown=NOBODY)
    assert await let_go(intake, after=timedelta(days=2 * 365)) == 0
    assert (await intake.get(f"/tickets/{ticket['id']}"))["fault"]["text"] == "不制冷"

    assert await let_go(intake, after=timedelta(days=3 * 366)) > 0

    kept = await intake.get(f"/tickets/{ticket['id']}")
    assert (kept["number"], kept["outcome"], kept["fault"]["text"]) == (ticket["number"], None, "")
    [contact] = (await intake.get("/contacts"))["items"]
    assert (contact["kind"], contact["content"], contact["number"]) == ("repair", "", None)
    assert (await intake.get(f"/customers/{customer['id']}"))["name"] == ""
    assert len(await intake.told(CustomerErased)) == 1
    assert await let_go(intake, after=timedelta(days=3 * 366)) == 0
    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []


@pytest.mark.rule("IN-12")
async def test_who_bought_something_is_known_as_long_as_accounts_are_kept(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], purchase_date="2025-10-02")
    ticket = await ended(intake, customer, unit=unit["id"])
    await let_go(intake, after=timedelta(days=4 * 366))
    assert (await intake.get(f"/tickets/{ticket['id']}"))["fault"]["text"] == ""
    assert (await intake.get(f"/customers/{customer['id']}"))["name"] == customer["name"]
    await let_go(intake, after=datetime(2035, 9, 1, tzinfo=UTC) - datetime.now(UTC))
    assert (await intake.get(f"/customers/{customer['id']}"))["name"] == customer["name"]

    await let_go(intake, after=timedelta(days=11 * 366))

    assert (await intake.get(f"/customers/{customer['id']}"))["name"] == ""
    assert (await intake.get(f"/units/{unit['id']}"))["serial"] == unit["serial"]


@pytest.mark.rule("IN-12")
async def test_an_open_ticket_keeps_whatever_its_age(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    ticket = await told.ticket(intake.agent, customer["id"], None, unknown=NOBODY)
    await let_go(intake, after=timedelta(days=20 * 366))
    assert (await intake.get(f"/tickets/{ticket['id']}"))["fault"]["text"] == "不制冷"
    assert (await intake.get(f"/customers/{customer['id']}"))["name"] == customer["name"]


@pytest.mark.rule("XC-08")
async def test_a_business_clock_that_is_moved_lets_nothing_go(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    await ended(intake, customer, unknown=NOBODY)
    intake.clock.move_to(intake.now + timedelta(days=8 * 366))
    assert await let_go(intake, after=timedelta()) == 0


def test_a_leap_day_has_a_day_three_years_before() -> None:
    leap = datetime.fromisoformat("2028-02-29T12:00:00+00:00")
    assert years_before(leap, 3).isoformat() == "2025-02-28T12:00:00+00:00"
