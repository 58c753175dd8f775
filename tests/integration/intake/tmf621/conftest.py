from collections.abc import AsyncIterator

import pytest

from libs.common.webhooks.courier import Courier
from libs.common.webhooks.guard import Guard
from libs.common.webhooks.posting import Poster
from services.intake.tmf621 import hub
from tests.integration.intake.house import Intake
from tests.integration.intake.tmf621.receiver import Receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as opened:
        yield opened


@pytest.fixture
async def courier(intake: Intake) -> AsyncIterator[Courier]:
    """Calls loopback, as a stack of one machine does."""
    settings = intake.app.state.settings
    intake.app.state.settings = settings.model_copy(update={"callback_hosts": "127.0.0.1"})
    opened = another_courier(intake)
    yield opened
    intake.app.state.settings = settings
    await opened.close()


def another_courier(intake: Intake, *, longest: float = 10) -> Courier:
    poster = Poster(Guard(frozenset({"127.0.0.1"})), longest=longest)
    wakeup = intake.app.state.wakeup
    return Courier(hub.queue, database=intake.database, clock=intake.clock, wakeup=wakeup, poster=poster)
