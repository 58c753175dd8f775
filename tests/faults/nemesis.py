"""Brings the faults of a plan about, each against the running platform, and mends what has to be mended."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from tests.faults.instruments import Instruments
from tests.faults.plan import Fault
from tests.faults.stage import Stage

MoveClock = Callable[[float], Awaitable[None]]
"""By so many minutes, forward."""


class Nemesis:
    def __init__(self, stage: Stage, instruments: Instruments, move_clock: MoveClock) -> None:
        self._stage = stage
        self._instruments = instruments
        self._move_clock = move_clock

    async def strike(self, fault: Fault) -> None:
        """Returns when it is over; what it did may go on to be felt."""
        match fault.kind:
            case "kill" if fault.targets == ("broker",):
                await self._restart_broker(wiped=False, after=0)
            case "wipe":
                await self._restart_broker(wiped=True, after=fault.lasting)
            case "kill":
                await self._stage.signal(fault.targets[0], signal.SIGKILL)
            case "pause":
                await self._pause(fault)
            case "fill disk":
                await self._fill_disk(fault)
            case "move clock":
                await self._move_clock(fault.amount)
            case _:
                await self._disturb(fault)

    async def _restart_broker(self, *, wiped: bool, after: float) -> None:
        """Killed, or stopped in order, wiped and started a while later."""
        broker, as_owner = self._stage.broker, self._stage.as_owner
        await as_owner(broker.stop if wiped else broker.kill)
        if wiped:
            await as_owner(broker.wipe)
        await asyncio.sleep(after)
        await as_owner(broker.start)

    async def _pause(self, fault: Fault) -> None:
        stopped = [await self._stage.signal(name, signal.SIGSTOP) for name in fault.targets]
        try:
            await asyncio.sleep(fault.lasting)
        finally:
            for name, process in zip(fault.targets, stopped, strict=True):
                if self._stage.facts.processes[name] == process:
                    await self._stage.signal(name, signal.SIGCONT)

    async def _fill_disk(self, fault: Fault) -> None:
        await self._instruments.fill_disk(fault.targets[0], full=True)
        await asyncio.sleep(fault.lasting)
        await self._instruments.fill_disk(fault.targets[0], full=False)

    async def _disturb(self, fault: Fault) -> None:
        proxy = self._stage.proxies[fault.targets[0]]
        if fault.kind == "cut":
            proxy.cut()
        elif fault.kind == "half-close":
            proxy.half_close()
        elif fault.kind == "delay":
            proxy.delay = fault.amount
            await asyncio.sleep(fault.lasting)
            proxy.delay = 0.0
        else:
            proxy.swallows = True
            await asyncio.sleep(fault.lasting)
            proxy.swallows = False
            proxy.cut()
