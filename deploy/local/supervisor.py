"""Keeps a stack's processes alive: one thread, one loop that sleeps until a child dies or a signal comes."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.local.child import Child
from deploy.local.errors import CannotStart
from deploy.local.logs import bound_logs, last_line
from deploy.local.parent import make_was_interrupted

_TRIES_AT_START = 3


class Stop(Exception):
    """Somebody asked the launcher to end."""


class Supervisor:
    """`say` gets one line for each thing worth telling; `changed` is called after each restart of a child."""

    def __init__(self, logs: Path, *, say: Callable[[str], None], changed: Callable[[], None]) -> None:
        self.children: list[Child] = []
        self._logs = logs
        self._say = say
        self._changed = changed
        self._awaited = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM}
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            self._awaited.add(signal.SIGHUP)
        signal.pthread_sigmask(signal.SIG_BLOCK, self._awaited)

    def start(self, *children: Child) -> None:
        for child in children:
            child.start()
            self.children.append(child)

    def await_ready(self, *children: Child, within: float) -> None:
        """Raises `CannotStart` for a child that keeps dying or isn't ready in time, `Stop` when asked to."""
        waiting = list(children)
        deadline = time.monotonic() + within
        while waiting:
            if not waiting[0].ended() and waiting[0].ready():
                del waiting[0]
                continue
            self._tick(0.03)
            for child in children:
                if child.short_lives >= _TRIES_AT_START:
                    raise CannotStart(f"{child.name} dies as soon as it is started: {self._why(child)}")
            if time.monotonic() > deadline:
                late = waiting[0]
                raise CannotStart(f"{late.name} wasn't ready within {within:.0f} s: {self._why(late)}")

    def await_end(self, *children: Child, meanwhile: Callable[[], None]) -> None:
        """For processes that end by themselves. Raises `CannotStart` for one that fails."""
        for child in children:
            child.start()
        try:
            meanwhile()
            while not all(child.ended() for child in children):
                self._tick(0.03)
        finally:
            self.stop(children)
        for child in children:
            if child.ended_by != "exit code 0":
                raise CannotStart(f"{child.name} failed ({child.ended_by}): {self._why(child)}")

    def run(self) -> None:
        """Until somebody asks to stop."""
        with contextlib.suppress(Stop):
            while True:
                self._tick(1.0)
                bound_logs(self._logs)

    def stop(self, children: Iterable[Child]) -> None:
        """End them together; one that takes longer than its grace is killed."""
        alive = [child for child in children if not child.ended()]
        for child in alive:
            child.send(child.stop_signal)
        asked = time.monotonic()
        while alive := [child for child in alive if not child.ended()]:
            signal.sigtimedwait({signal.SIGCHLD}, 0.1)
            for child in alive:
                if time.monotonic() - asked > child.grace:
                    child.send(signal.SIGKILL)

    def _tick(self, longest: float) -> None:
        due = [child.restart_at - time.monotonic() for child in self.children if child.restart_at is not None]
        received = signal.sigtimedwait(self._awaited, max(0.0, min([longest, *due])))
        if (received and received.si_signo != signal.SIGCHLD) or make_was_interrupted():
            raise Stop
        for child in self.children:
            if child.ended() and child.restart_at is not None and child.restart_at <= time.monotonic():
                self._restart(child)

    def _restart(self, child: Child) -> None:
        try:
            child.start()
        except OSError as trouble:
            child.plan_restart()
            self._say(f"{child.name} died ({child.ended_by}) and can't be started again yet: {trouble}")
        else:
            self._say(f"{child.name} died ({child.ended_by}) and runs again as process {child.process}")
            self._changed()

    def _why(self, child: Child) -> str:
        """The log, and the last that it says: of a bad policy pack its file, line and field (PO-01)."""
        log = self._logs / f"{child.name}.log"
        last = last_line(log)
        return f"see {log}: {last}" if last else f"see {log}."
