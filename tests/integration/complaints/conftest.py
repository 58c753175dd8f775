import pytest

from tests.integration.complaints.house import Complaints
from tests.integration.standing import StandingServices


@pytest.fixture
async def complaints(standing: StandingServices) -> Complaints:
    return await standing.afresh(Complaints)
