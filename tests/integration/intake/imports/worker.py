"""A worker that can be killed: `python -m tests.integration.intake.imports.worker <database>`."""

import asyncio
import sys

from libs.common.chores import Chore
from libs.common.clock import SystemClock
from libs.common.testing.web import settings_for
from services.intake.imports.steps import CHORE, work


async def main(url: str) -> None:
    chore = Chore.of(settings_for(url), CHORE, work, clock=SystemClock())
    while await chore.step():
        pass
    await chore.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
