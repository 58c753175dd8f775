"""The processes of a run: a broker, the platform, and a proxy before each server that is spoken to."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from deploy.local.brokers import Kafka, OwnBroker, Tansu
from deploy.local.ports import LOOPBACK
from deploy.local.stack import Facts, Stack
from tests.faults.proxy import Proxy

T = TypeVar("T")
_COMMAND = ("-m", "tests.faults.platform")


class TansuBehind(Tansu):
    """Tells its clients to come to the proxy's port."""

    advertised: ClassVar[int]

    def command(self) -> list[str]:
        return [*super().command()[:-1], f"tcp://{LOOPBACK}:{self.advertised}"]


@dataclass
class Stage:
    """`proxies` by what is behind them; `owner` is the thread whose end is the end of broker and platform."""

    stack: Stack
    broker: OwnBroker
    proxies: dict[str, Proxy]
    owner: ThreadPoolExecutor

    @property
    def facts(self) -> Facts:
        return self.stack.facts

    async def as_owner(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.owner, act)

    async def process(self, name: str) -> int:
        """Its id, as soon as it runs: a child of the launcher that has not just been killed."""
        while True:
            with suppress(Exception):
                facts = self.facts
                process = facts.processes[name]
                if process is not None and _parent(process) == facts.launcher:
                    return process
            await asyncio.sleep(0.05)

    async def signal(self, name: str, number: signal.Signals) -> int:
        process = await self.process(name)
        with suppress(ProcessLookupError):
            os.kill(process, number)
        return process


@asynccontextmanager
async def stage(folder: Path, *, broker: str, executable: str) -> AsyncIterator[Stage]:
    """Starts all; whatever happens, all of it ends with the block. Raises `CannotStart`."""
    owner = ThreadPoolExecutor(1)
    async with AsyncExitStack() as ending:
        ending.callback(owner.shutdown)
        proxies: dict[str, Proxy] = {}
        made = _broker(broker, folder, proxies)
        stack = Stack(folder / "home", command=(executable, *_COMMAND))
        for name in ("postgres", "gateway"):
            proxies[name] = Proxy(lambda name=name: stack.facts.ports[name])  # type: ignore[misc]
        for proxy in proxies.values():
            await ending.enter_async_context(proxy)
        os.environ["KAFKA_BOOTSTRAP"] = f"{LOOPBACK}:{proxies['broker'].port}"
        os.environ["FAULTS_POSTGRES"] = str(proxies["postgres"].port)
        running = Stage(stack, made, proxies, owner)
        ending.push_async_callback(running.as_owner, made.kill)
        await running.as_owner(made.start)
        ending.push_async_callback(running.as_owner, stack.stop)
        await running.as_owner(lambda: stack.start(within=180))
        yield running


def _broker(name: str, folder: Path, proxies: dict[str, Proxy]) -> OwnBroker:
    proxy = proxies["broker"] = Proxy(lambda: made.port)
    log, data = folder / "broker.log", folder / "broker"
    made: OwnBroker
    if name == "kafka":
        settings = {"advertised.listeners": f"BROKER://{LOOPBACK}:{proxy.port}"}
        made = Kafka(data, log=log, settings=settings)
    else:
        made = TansuBehind(data, log=log)
        TansuBehind.advertised = proxy.port
    return made


def _parent(process: int) -> int:
    """Raises `OSError` when it is gone."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
