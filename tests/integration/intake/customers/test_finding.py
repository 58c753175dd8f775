"""Finding a customer's file by name (IN-11)."""

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake

NAMES = ("欧阳建国", "王建", "John Smith-Wong", "华夏物业 3 号")


@pytest.mark.rule("IN-11")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("建国", {"欧阳建国"}),
        ("建", {"欧阳建国", "王建"}),
        ("欧阳建国", {"欧阳建国"}),
        ("john", {"John Smith-Wong"}),
        ("smith-wo", {"John Smith-Wong"}),
        ("物业", {"华夏物业 3 号"}),
        ("王国", set()),
        ("王_", set()),
    ],
)
async def test_all_whose_name_has_it(intake: Intake, asked: str, found: set[str]) -> None:
    for name in NAMES:
        await told.customer(intake.agent, name=name)

    listed = (await intake.agent.get("/intake/v1/customers", params={"name": asked})).json()["items"]

    assert {customer["name"] for customer in listed} == found


@pytest.mark.rule("IN-12", "IN-11")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("欧阳建", set()),
        ("建", set()),
        ("john", set()),
        ("欧阳建国", {"欧阳建国"}),
        ("john smith-wong", {"John Smith-Wong"}),
    ],
)
async def test_who_sees_names_masked_has_to_know_the_whole(
    intake: Intake, asked: str, found: set[str]
) -> None:
    made = {(await told.customer(intake.agent, name=name))["id"]: name for name in NAMES}

    listed = (await intake.get(f"/customers?name={asked}", role="quality"))["items"]

    assert {made[customer["id"]] for customer in listed} == found
