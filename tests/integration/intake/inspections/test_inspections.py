"""Inspections set by a contract or a pack become tickets by themselves (PO-19)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from libs.common.ids import SITE_ZONE
from tests.integration.intake import told
from tests.integration.intake.house import Intake

pytestmark = pytest.mark.rule("PO-19")


async def owned(intake: Intake, **facts: Any) -> dict[str, Any]:
    return await told.unit(intake.agent, (await told.customer(intake.agent))["id"], **facts)


async def opened_by(intake: Intake, day: str) -> list[dict[str, Any]]:
    """Tickets there are at the end of that day, oldest first."""
    night = datetime.combine(date.fromisoformat(day), time(), SITE_ZONE) + timedelta(days=1, seconds=-1)
    await intake.move_to(night.astimezone(UTC))
    found: list[dict[str, Any]] = (await intake.get("/tickets"))["items"]
    return found[::-1]


async def test_a_contracts_inspections_fall_due_until_it_ends(intake: Intake) -> None:
    unit = await owned(intake, purchase_date="2019-01-01")
    await told.contract(intake.agent, unit, inspection_months=4, to="2026-12-31")
    assert await opened_by(intake, "2026-04-30") == []
    [ticket] = await opened_by(intake, "2026-05-01")
    assert (ticket["kind"], ticket["unit_id"], ticket["service_type"]) == ("maintenance", unit["id"], "B")
    assert (ticket["customer_id"], ticket["unknown"]) == (unit["customer_id"], [])
    assert "K-1" in ticket["fault"]["text"]
    assert len(await opened_by(intake, "2026-08-31")) == 1
    assert len(await opened_by(intake, "2026-09-01")) == 2
    assert len(await opened_by(intake, "2027-06-01")) == 2


async def test_each_unit_of_a_contract_is_inspected(intake: Intake) -> None:
    one = await owned(intake)
    other = await told.unit(intake.agent, one["customer_id"], serial="SN-2")
    await told.contract(intake.agent, one, inspection_months=4, unit_ids=[one["id"], other["id"]])
    tickets = await opened_by(intake, "2026-05-01")
    assert {ticket["unit_id"] for ticket in tickets} == {one["id"], other["id"]}


async def test_the_interval_may_be_agreed_anew(intake: Intake) -> None:
    contract = await told.contract(intake.agent, await owned(intake), inspection_months=12)
    await intake.patch("agent", f"/contracts/{contract['id']}", {"inspection_months": 3})
    assert len(await opened_by(intake, "2026-04-01")) == 1


async def test_the_packs_interval_counts_from_acceptance_without_end(intake: Intake) -> None:
    unit = await owned(intake, category="installation_work", purchase_date="2025-04-30")
    assert await opened_by(intake, "2026-04-29") == []
    [ticket] = await opened_by(intake, "2026-04-30")
    assert (ticket["kind"], ticket["unit_id"], ticket["service_type"]) == ("maintenance", unit["id"], "C")
    assert len(await opened_by(intake, "2028-04-30")) == 3


async def test_another_day_of_acceptance_moves_it(intake: Intake) -> None:
    unit = await owned(intake, category="installation_work", purchase_date="2025-04-30")
    await intake.patch("agent", f"/units/{unit['id']}", {"purchase_date": "2025-06-30"})
    assert await opened_by(intake, "2026-06-29") == []
    assert len(await opened_by(intake, "2026-06-30")) == 1


async def test_a_unit_that_turns_out_to_be_something_else_has_none(intake: Intake) -> None:
    unit = await owned(intake, category="installation_work", purchase_date="2025-04-30")
    await intake.patch("agent", f"/units/{unit['id']}", {"category": "equipment"})
    assert await opened_by(intake, "2026-12-31") == []


async def test_a_contracts_interval_goes_before_the_packs(intake: Intake) -> None:
    unit = await owned(intake, category="installation_work", purchase_date="2025-04-30")
    await told.contract(intake.agent, unit, inspection_months=6)
    [ticket] = await opened_by(intake, "2026-12-31")
    assert ticket["opened_at"].startswith("2026-06-30T16:00")
    assert len(await opened_by(intake, "2027-04-30")) == 2


async def test_a_contract_that_has_not_begun_or_sets_no_interval_leaves_the_packs(intake: Intake) -> None:
    unit = await owned(intake, category="installation_work", purchase_date="2025-04-30")
    await told.contract(intake.agent, unit)
    later = {"from": "2026-05-01", "to": "2026-12-31", "inspection_months": 12}
    await told.contract(intake.agent, unit, number="K-2", **later)
    [ticket] = await opened_by(intake, "2026-12-31")
    assert ticket["opened_at"].startswith("2026-04-29T16:00")


async def test_an_interval_that_reaches_beyond_the_contract_asks_for_nothing(intake: Intake) -> None:
    contract = await told.contract(intake.agent, await owned(intake), inspection_months=4)
    await intake.patch("agent", f"/contracts/{contract['id']}", {"inspection_months": 12})
    assert await opened_by(intake, "2026-12-31") == []


async def test_what_the_files_lack_is_named_as_unknown(intake: Intake) -> None:
    customer = await told.customer(intake.agent, addresses=[])
    unit = await told.unit(
        intake.agent, customer["id"], category="installation_work", purchase_date="2025-04-30"
    )
    [ticket] = await opened_by(intake, "2026-04-30")
    assert (ticket["unit_id"], ticket["unknown"]) == (unit["id"], ["address"])


async def test_other_goods_have_none(intake: Intake) -> None:
    await owned(intake, category="refrigerator", purchase_date="2025-04-30")
    assert await opened_by(intake, "2026-12-31") == []
