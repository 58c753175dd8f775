"""Intake's worker as far as imports go: `python -m tests.bench.intake.importing`, the address on its input.

Tells on its output how many seconds it worked, and how many of the processor's.
"""

import asyncio
import sys
import time

from libs.common.chores import Chore
from libs.common.clock import SystemClock
from libs.common.collector import collect_rarely
from libs.common.database import Database
from libs.common.outbox import Wakeup
from services.intake.imports.steps import CHORE, work


async def main(url: str) -> None:
    collect_rarely()
    database, wakeup = Database(url), Wakeup(url)
    chore = Chore(CHORE, work, database=database, clock=SystemClock(), wakeup=wakeup)
    began, used = time.monotonic(), time.process_time()
    while await chore.step():
        pass
    print(time.monotonic() - began, time.process_time() - used, flush=True)
    await wakeup.close()
    await database.close()
    sys.stdin.readline()


if __name__ == "__main__":
    asyncio.run(main(sys.stdin.readline().strip()))
