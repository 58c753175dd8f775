"""What a broker costs, and how long a group of two stands still when something happens to one of them.

`python -m tests.bench.brokers`, on the broker that `AFTERCARE_BROKER` names; five minutes. "Still" is how
long the record waited that waited longest, of any partition, while 80 a second are sent.
"""

import asyncio
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click
from aiokafka import AIOKafkaProducer

from deploy.local.brokers import Foreign, OwnBroker, chosen
from libs.common.kafka import BrokerLost, Cluster, Message, Producer, ensure_topics
from tests.bench.member import KINDS, PROBES


def lives(broker: OwnBroker) -> None:
    for name, end in (("at first", None), ("after SIGTERM", broker.stop), ("after kill -9", broker.kill)):
        if end:
            end()
        began = time.monotonic()
        broker.start()
        asyncio.run(takes_a_record(broker.bootstrap))
        click.echo(f"start {name}: takes a record after {time.monotonic() - began:.1f} s")
    assert broker._process
    memory = Path(f"/proc/{broker._process.pid}/smaps_rollup").read_text()
    click.echo(next(line for line in memory.splitlines() if line.startswith("Pss:")))


async def takes_a_record(bootstrap: str) -> None:
    cluster = Cluster(bootstrap)
    producer = Producer(cluster)
    written: list[tuple[int, int] | None] = [None]
    while None in written:
        try:
            await ensure_topics(cluster, [PROBES])
            written = await producer.send([Message(PROBES.name, b"key", b"first", [])])
        except BrokerLost:
            await asyncio.sleep(0.05)
    await producer.close()


class Group:
    """Member processes, and when which record reached one of them."""

    def __init__(self, bootstrap: str, kind: str) -> None:
        self.name = kind.replace(" ", "-")
        self._bootstrap, self._kind = bootstrap, kind
        self._members: dict[str, Process] = {}
        self._readers: list[asyncio.Task[None]] = []
        self._seen: dict[str, float] = {}

    async def start(self, member: str) -> None:
        """Until its partitions are assigned."""
        command = (sys.executable, "-m", "tests.bench.member", self._bootstrap, self.name, member, self._kind)
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
        self._members[member] = process
        assert process.stdout
        await process.stdout.readline()
        self._readers.append(asyncio.create_task(self._read(process.stdout)))

    async def end(self, member: str, *, kill: bool) -> None:
        process = self._members.pop(member)
        process.kill() if kill else process.terminate()
        await process.wait()

    async def close(self) -> None:
        for member in list(self._members):
            await self.end(member, kill=True)
        await asyncio.gather(*self._readers)

    async def still(self, producer: AIOKafkaProducer, happening: str) -> float:
        """For 15 s; seconds."""
        sent: dict[str, float] = {}
        for number in range(300):
            for partition in range(PROBES.partitions):
                value = f"{self.name} {happening} {number} {partition}"
                sent[value] = time.monotonic()
                await producer.send(PROBES.name, value.encode(), partition=partition)
            await asyncio.sleep(0.05)
        async with asyncio.timeout(60):
            while not sent.keys() <= self._seen.keys():  # noqa: ASYNC110 — other processes answer
                await asyncio.sleep(0.05)
        return max(self._seen[value] - at for value, at in sent.items())

    async def _read(self, said: asyncio.StreamReader) -> None:
        async for line in said:
            self._seen.setdefault(line.decode().strip(), time.monotonic())


async def happenings(bootstrap: str, kind: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=False)
    await producer.start()
    group = Group(bootstrap, kind)
    began = time.monotonic()
    await group.start("1")
    click.echo(f"{kind}: first member joins in {time.monotonic() - began:.1f} s with Python, still for")
    await group.start("2")

    async def restart(*, kill: bool) -> None:
        await group.end("2", kill=kill)
        await group.start("2")

    scenes: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "restart": lambda: restart(kill=False),
        "kill -9 and restart": lambda: restart(kill=True),
        "kill -9": lambda: group.end("2", kill=True),
        "a second joins": lambda: group.start("2"),
        "stop": lambda: group.end("2", kill=False),
    }
    for name, happening in scenes.items():
        under_way = asyncio.create_task(happening())
        click.echo(f"  {await group.still(producer, name):5.1f} s  {name}")
        await under_way
    await group.close()
    await producer.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        broker = chosen(Path(folder, "broker"), log=Path(folder, "broker.log"))
        assert not isinstance(broker, Foreign)
        try:
            lives(broker)
            for kind in KINDS:
                asyncio.run(happenings(broker.bootstrap, kind))
        finally:
            broker.kill()


if __name__ == "__main__":
    main()
