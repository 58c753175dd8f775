import pytest

from tests.integration.dispatch.house import Dispatch
from tests.integration.standing import StandingServices


@pytest.fixture
async def dispatch(standing: StandingServices) -> Dispatch:
    return await standing.afresh(Dispatch)
