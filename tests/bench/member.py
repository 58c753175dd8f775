"""One member of a group, for `tests.bench.brokers`: says when it is ready, and each record's value."""

import asyncio
import signal
import sys
from collections.abc import Callable

import click

from libs.common.events.envelope import Topic
from libs.common.kafka import Cluster, Subscription

PROBES = Topic("aftercare.bench.probes", "bench", "records that show who reads which partition")
KINDS = ("static", "static that leaves", "dynamic")


async def main(bootstrap: str, group: str, member: str, kind: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    subscription = Subscription(Cluster(bootstrap), group=group, member=member, topics=[PROBES])
    if kind == "dynamic":
        subscription._client._group_instance_id = None
    await subscription.start()
    click.echo("ready")
    await read(subscription, stop.is_set)
    await subscription.close(leaving=kind != "static")


async def read(subscription: Subscription, stopped: Callable[[], bool]) -> None:
    while not stopped():
        records = await subscription.fetch(most=100)
        for record in records:
            click.echo(record.value)
        subscription.taken(records)
        await subscription.save_progress()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
