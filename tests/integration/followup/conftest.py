import pytest

from tests.integration.followup.house import FollowUps
from tests.integration.standing import StandingServices


@pytest.fixture
async def followup(standing: StandingServices) -> FollowUps:
    return await standing.afresh(FollowUps)
