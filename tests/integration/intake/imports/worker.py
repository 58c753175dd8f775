"""A worker that can be killed: `python -m tests.integration.intake.imports.worker <database>`."""

import asyncio
import sys

from libs.common.chores import Chore
from libs.common.clock import SystemClock
from libs.common.database import Database
from libs.common.outbox import Wakeup
from services.intake.imports.steps import CHORE, work


async def main(url: str) -> None:
    database, wakeup = Database(url), Wakeup(url)
    chore = Chore(CHORE, work, database=database, clock=SystemClock(), wakeup=wakeup)
    while await chore.step():
        pass
    await wakeup.close()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
