"""A worker of the made-up service as a process of its own, to be killed: `python -m … role url bootstrap`."""

import asyncio
import sys

from libs.common.database import Database
from tests.integration.bus.accounts import listener
from tests.integration.bus.running import worker


async def main(service: str, url: str, bootstrap: str) -> None:
    consumers = [listener()] if service == "dispatch" else []
    async with worker(Database(url), bootstrap, *consumers, service=service):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
