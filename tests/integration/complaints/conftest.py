"""Complaints, in this process and new for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.complaints.house import Complaints
from tests.integration.standing import Standing, standing_service
from tests.servers import Databases


@pytest.fixture(scope="session")
async def standing_complaints(postgres: Databases) -> AsyncIterator[Standing]:
    async with standing_service(postgres, "complaints") as standing:
        yield standing


@pytest.fixture
async def complaints(standing_complaints: Standing) -> Complaints:
    return await standing_complaints.afresh(Complaints)
