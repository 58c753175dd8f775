"""Benefits of a chain's card, counted by household (PO-16)."""

import asyncio
from typing import Any

import httpx
import pytest

from libs.common.events.intake import BenefitUsed
from tests.integration.intake import told
from tests.integration.intake.house import Intake

HOME = "上海市南京东路 1 号，2 室"


async def air_conditioner(intake: Intake, **customer: Any) -> str:
    owner = await told.customer(intake.agent, **({"card": "gold"} | customer))
    made = await told.unit(intake.agent, owner["id"], category="air_conditioner")
    return str(made["id"])


async def use(intake: Intake, unit: str, address: str = HOME, benefit: str = "cleaning") -> httpx.Response:
    body = {"unit_id": unit, "address": address, "benefit": benefit}
    return await intake.agent.post("/intake/v1/benefits", json=body)


@pytest.mark.rule("PO-16")
async def test_uses_are_counted_by_household_however_its_address_is_spelt(intake: Intake) -> None:
    one, other = await air_conditioner(intake), await air_conditioner(intake, card="diamond")

    async def used(*asked: str) -> int:
        return int((await use(intake, *asked)).json()["used"])

    assert await used(one, HOME) == 1
    assert await used(other, "上海市南京东路１号 2室") == 2
    assert await used(one, "上海市南京东路 1 号，3 室") == 1
    assert await used(one, HOME, "air_conditioner_cleaning") == 3
    assert [event.used for event in await intake.told(BenefitUsed)] == [1, 2, 1, 3]


@pytest.mark.rule("PO-16")
async def test_three_are_free_without_a_period_and_further_ones_cost_seventy_per_cent(intake: Intake) -> None:
    unit = await air_conditioner(intake)
    shares = []
    for _ in range(5):
        shares.append((await use(intake, unit)).json()["share"])
        await intake.move(days=300)
    assert shares == ["0", "0", "0", "0.7", "0.7"]


@pytest.mark.rule("PO-16")
async def test_uses_at_the_same_moment_are_counted_one_after_the_other(intake: Intake) -> None:
    units = [await air_conditioner(intake) for _ in range(4)]
    answers = await asyncio.gather(*(use(intake, unit) for unit in units))
    assert sorted(answer.json()["used"] for answer in answers) == [1, 2, 3, 4]


@pytest.mark.rule("PO-16")
async def test_what_no_pack_gives_is_refused_by_name(intake: Intake) -> None:
    fridge = str(
        (await told.unit(intake.agent, (await told.customer(intake.agent, card="gold"))["id"]))["id"]
    )
    unit = await air_conditioner(intake)

    async def named(*asked: str) -> list[tuple[str, str]]:
        answer = await use(intake, *asked)
        assert answer.status_code == 422, answer.text
        return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]

    assert await named(unit, HOME, "check-up") == [("/benefit", "unknown_benefit")]
    assert await named(fridge) == [("/unit_id", "benefit_not_for_unit")]
    assert await named(fridge, HOME, "air_conditioner_cleaning") == [("/unit_id", "benefit_not_for_unit")]
    assert await named(unit, "，。-") == [("/address", "no_address")]
    assert await intake.told(BenefitUsed) == []


@pytest.mark.rule("PO-16")
async def test_it_needs_the_card(intake: Intake) -> None:
    owner = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, owner["id"], category="air_conditioner")
    refused = await use(intake, unit["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "card_needed")
    assert "gold" in refused.json()["detail"]
