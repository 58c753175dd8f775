"""Service contracts (PO-04)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.events.intake import ContractEnded, ContractEnding, ContractSigned
from services.intake.contracts.queries import contract_for_new_work
from tests.integration.intake import told
from tests.integration.intake.house import Intake


async def signed(intake: Intake, **changes: Any) -> dict[str, Any]:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="server")
    terms = {
        "customer_id": customer["id"],
        "number": "C-1",
        "signed_on": "2026-03-02",
        "from": "2026-03-02",
        "to": "2026-05-01",
        "unit_ids": [unit["id"]],
        "response_hours": 4,
        "visits": 12,
        "inspection_months": 6,
    }
    return await told.created(intake.agent, "/intake/v1/contracts", {**terms, **changes})


async def test_a_contract_says_what_was_signed(intake: Intake) -> None:
    contract = await signed(intake)
    read = (await intake.agent.get(f"/intake/v1/contracts/{contract['id']}")).json()
    assert read == contract
    assert (read["from"], read["to"], read["status"]) == ("2026-03-02", "2026-05-01", "signed")
    listed = await intake.agent.get(f"/intake/v1/contracts?unit_id={contract['unit_ids'][0]}&status=signed")
    assert [item["id"] for item in listed.json()["items"]] == [contract["id"]]
    [event] = await intake.told(ContractSigned)
    assert (event.number, event.ends_on) == ("C-1", date(2026, 5, 1))


@pytest.mark.rule("PO-04")
@pytest.mark.parametrize(
    ("on", "in_force"),
    [("2026-03-01", False), ("2026-03-02", True), ("2026-05-01", True), ("2026-05-02", False)],
)
async def test_it_covers_its_units_from_its_first_to_its_last_day(
    intake: Intake, on: str, in_force: bool
) -> None:
    contract = await signed(intake)
    async with intake.database.transaction() as session:
        unit_id = UUID(contract["unit_ids"][0])
        found = await contract_for_new_work(session, unit_id, date.fromisoformat(on))
    assert (found is not None) is in_force


@pytest.mark.rule("PO-04")
async def test_it_warns_thirty_days_ahead_and_lapses_by_itself_after_its_last_day(intake: Intake) -> None:
    contract = await signed(intake)
    path = f"/intake/v1/contracts/{contract['id']}"

    async def status_at(moment: datetime) -> str:
        await intake.move_to(moment)
        return str((await intake.agent.get(path)).json()["status"])

    warning, last_moment = datetime(2026, 3, 31, 16, tzinfo=UTC), datetime(2026, 5, 1, 16, tzinfo=UTC)
    assert await status_at(warning - timedelta(seconds=1)) == "signed"
    assert await status_at(warning) == "ending"
    assert await status_at(last_moment - timedelta(seconds=1)) == "ending"
    assert await status_at(last_moment) == "ended"
    assert await intake.told(ContractEnding, ContractEnded) == [
        ContractEnding(contract_id=UUID(contract["id"]), ends_on=date(2026, 5, 1)),
        ContractEnded(contract_id=UUID(contract["id"])),
    ]


@pytest.mark.rule("PO-04")
async def test_a_short_contract_warns_at_once_and_one_that_is_over_only_lapses(intake: Intake) -> None:
    await signed(intake, to="2026-03-10")
    await intake.move(seconds=1)
    assert len(await intake.told(ContractEnding)) == 1
    await signed(intake, number="C-2", **{"from": "2025-01-01", "to": "2025-12-31"})
    await intake.move(seconds=1)
    assert len(await intake.told(ContractEnding)) == 1
    assert len(await intake.told(ContractEnded)) == 1


async def test_what_cannot_be_signed_is_refused(intake: Intake) -> None:
    contract = await signed(intake)
    other = await told.customer(intake.agent)
    terms = {name: contract[name] for name in ("number", "signed_on", "from", "to", "unit_ids")}

    async def refused(**changes: Any) -> tuple[int, str]:
        body = {**terms, "customer_id": contract["customer_id"], **changes}
        answer = await intake.agent.post("/intake/v1/contracts", json=body)
        return answer.status_code, answer.json()["code"]

    assert await refused() == (409, "contract_number_taken")
    assert await refused(number="C-9", customer_id=other["id"]) == (422, "unknown_unit")
    assert await refused(number="C-9", to="2026-03-01") == (422, "invalid")


async def test_a_unit_is_named_once(intake: Intake) -> None:
    contract = await signed(intake)
    again = {name: contract[name] for name in ("customer_id", "signed_on", "from", "to")}
    body = again | {"number": "C-2", "unit_ids": contract["unit_ids"] * 2}
    refused = await intake.agent.post("/intake/v1/contracts", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/unit_ids")
