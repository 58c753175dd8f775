"""The services, each in this process, new for each test that asks for one."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.standing import StandingServices
from tests.servers import Databases


@pytest.fixture(scope="session")
async def standing(postgres: Databases) -> AsyncIterator[StandingServices]:
    services = StandingServices(postgres)
    yield services
    await services.close()
