"""Follow-up, in this process and new for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.followup.house import FollowUps
from tests.integration.standing import Standing, standing_service
from tests.servers import Databases


@pytest.fixture(scope="session")
async def standing_followup(postgres: Databases) -> AsyncIterator[Standing]:
    async with standing_service(postgres, "followup") as standing:
        yield standing


@pytest.fixture
async def followup(standing_followup: Standing) -> FollowUps:
    return await standing_followup.afresh(FollowUps)
