"""Intake, in this process and new for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.intake.house import Intake
from tests.integration.standing import Standing, standing_service
from tests.servers import Databases


@pytest.fixture(scope="session")
async def standing_intake(postgres: Databases) -> AsyncIterator[Standing]:
    async with standing_service(postgres, "intake", role="agent") as standing:
        yield standing


@pytest.fixture
async def intake(standing_intake: Standing) -> Intake:
    return await standing_intake.afresh(Intake)
