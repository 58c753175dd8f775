"""Dispatch, in this process and new for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.dispatch.house import Dispatch
from tests.integration.standing import Standing, standing_service
from tests.servers import Databases


@pytest.fixture(scope="session")
async def standing_dispatch(postgres: Databases) -> AsyncIterator[Standing]:
    async with standing_service(postgres, "dispatch") as standing:
        yield standing


@pytest.fixture
async def dispatch(standing_dispatch: Standing) -> Dispatch:
    return await standing_dispatch.afresh(Dispatch)
