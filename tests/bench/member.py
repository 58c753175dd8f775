"""One member of a group, for `tests.bench.brokers`: prints `ready`, and the value of each record it gets."""

import asyncio
import signal
import sys

from libs.common.kafka import Cluster, Subscription
from tests.bench.topic import PROBES


async def main(bootstrap: str, group: str, member: str, leaves: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    name = None if member == "-" else member
    subscription = Subscription(Cluster(bootstrap), group=group, member=name, topics=[PROBES])
    await subscription.start()
    print("ready", flush=True)
    while not stop.is_set():
        records = await subscription.fetch(most=100)
        for record in records:
            print(record.value.decode(), flush=True)
        subscription.taken(records)
        if records:
            await subscription.save_progress()
    if leaves == "leaves":
        subscription._client._coordinator._group_instance_id = None
    await subscription.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
