"""What a broker costs, and how long a group stands still: `python -m tests.bench.brokers`.

Of the broker that `AFTERCARE_BROKER` names, one line each. "Still" is the longest time that a record of any
partition waits for a member, when two members share the group and something happens to one of them.
"""

import asyncio
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from aiokafka import AIOKafkaProducer

from deploy.local.brokers import Foreign, OwnBroker, chosen
from libs.common.kafka import Cluster, ensure_topics
from tests.bench.topic import PROBES


class Group:
    """Two member processes and what they print."""

    def __init__(self, bootstrap: str, name: str, *, static: bool, leaves: bool) -> None:
        self.name = name
        self._arguments = (bootstrap, name)
        self._static, self._leaves = static, leaves
        self.members: dict[str, Process] = {}
        self.seen: dict[str, float] = {}
        self._readers: list[asyncio.Task[None]] = []

    async def start(self, member: str) -> float:
        """Seconds until its partitions are assigned, without the start of Python."""
        name = member if self._static else "-"
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.bench.member",
            *self._arguments,
            name,
            "leaves" if self._leaves else "stays",
            stdout=PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        began = time.monotonic()
        self.members[member] = process
        assert process.stdout
        await process.stdout.readline()
        self._readers.append(asyncio.create_task(self._read(process)))
        return time.monotonic() - began

    async def _read(self, process: Process) -> None:
        assert process.stdout
        async for line in process.stdout:
            self.seen.setdefault(line.decode().strip(), time.monotonic())

    async def end(self) -> None:
        for process in self.members.values():
            if process.returncode is None:
                process.kill()
            await process.wait()
        await asyncio.gather(*self._readers)


async def probe(producer: AIOKafkaProducer, group: Group, label: str, *, seconds: float) -> float:
    """Sends to each partition every 50 ms; the longest time that one record waited."""
    sent: dict[str, float] = {}
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        for partition in range(PROBES.partitions):
            value = f"{group.name}-{label}-{number}-{partition}"
            sent[value] = time.monotonic()
            await producer.send(PROBES.name, value.encode(), partition=partition)
        number += 1
        await asyncio.sleep(0.05)
    async with asyncio.timeout(60):
        while not sent.keys() <= group.seen.keys():
            await asyncio.sleep(0.05)
    return max(group.seen[value] - at for value, at in sent.items())


async def happenings(bootstrap: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=False)
    await producer.start()
    for label, static, leaves in (
        ("static", True, False),
        ("static, leaves", True, True),
        ("dynamic", False, False),
    ):
        group = Group(bootstrap, f"bench.{label.replace(', ', '-')}", static=static, leaves=leaves)
        first = await group.start("1")
        second = await group.start("2")
        print(f"{label}: first member {first:.1f} s, second {second:.1f} s (with Python)", flush=True)
        quiet = await probe(producer, group, "quiet", seconds=3)

        async def stopped(restart: bool, kill: bool) -> None:
            process = group.members["2"]
            process.kill() if kill else process.terminate()
            await process.wait()
            if restart:
                await group.start("2")

        results = []
        for name, kill, restart in (
            ("restart", False, True),
            ("kill -9, restart", True, True),
            ("kill -9", True, False),
            ("come back", None, True),
            ("stop", False, False),
        ):
            happening = asyncio.create_task(group.start("2") if kill is None else stopped(restart, kill))
            still = await probe(producer, group, name, seconds=14)
            await happening
            results.append(f"{name} {still:.1f} s")
            if name == "kill -9":
                pass
        print(f"  still: quiet {quiet:.2f} s, " + ", ".join(results), flush=True)
        await group.end()
    await producer.stop()


async def accepts(bootstrap: str) -> None:
    """Until a record is written."""
    while True:
        try:
            producer = AIOKafkaProducer(
                bootstrap_servers=bootstrap, enable_idempotence=False, request_timeout_ms=1000
            )
            await asyncio.wait_for(producer.start(), 2)
            await asyncio.wait_for(ensure_topics(Cluster(bootstrap), [PROBES]), 5)
            await asyncio.wait_for(producer.send_and_wait(PROBES.name, b"x"), 2)
            return
        except Exception:
            await asyncio.sleep(0.05)
        finally:
            await producer.stop()


async def lives(broker: OwnBroker) -> None:
    for name, end in (("first start", None), ("after SIGTERM", broker.stop), ("after kill -9", broker.kill)):
        if end:
            end()
        began = time.monotonic()
        broker.start()
        listens = time.monotonic() - began
        await accepts(broker.bootstrap)
        print(f"{name}: listens {listens:.1f} s, takes a record {time.monotonic() - began:.1f} s", flush=True)
    memory = Path(f"/proc/{broker._process.pid}/smaps_rollup").read_text()
    print("memory:", next(line for line in memory.splitlines() if line.startswith("Pss:")), flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        broker = chosen(Path(folder, "broker"), log=Path(folder, "broker.log"))
        assert not isinstance(broker, Foreign)
        try:
            asyncio.run(lives(broker))
            if "groups" in sys.argv:
                asyncio.run(happenings(broker.bootstrap))
        finally:
            broker.kill()


if __name__ == "__main__":
    main()
