import pytest

from tests.integration.intake.house import Intake
from tests.integration.standing import StandingServices


@pytest.fixture
async def intake(standing: StandingServices) -> Intake:
    return await standing.afresh(Intake)
