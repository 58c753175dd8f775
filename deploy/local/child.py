"""One process of a stack, over all its lives."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

_STAYED_UP = 5.0
_LONGEST_DELAY = 1.0


@dataclass
class Child:
    name: str
    launch: Callable[[], int]
    """Starts the process and returns its id."""
    ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 2.5
    """Seconds between the stop signal and SIGKILL."""
    process: int | None = None
    ended_by: str = ""
    short_lives: int = 0
    """How often in a row it died soon after its start."""
    restart_at: float | None = None
    _started: float = 0.0

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = self.launch()
        self.restart_at = None

    def ended(self) -> bool:
        """Whether it is dead; the first time one asks after its death, its restart is planned."""
        if self.process is None:
            return True
        process, status = os.waitpid(self.process, os.WNOHANG)
        if not process:
            return False
        self.process = None
        code = os.waitstatus_to_exitcode(status)
        self.ended_by = f"exit code {code}" if code >= 0 else f"signal {-code}"
        self.plan_restart()
        return True

    def plan_restart(self) -> None:
        """At once, and after a little longer each time while it dies at its start."""
        now = time.monotonic()
        self.short_lives = self.short_lives + 1 if now - self._started < _STAYED_UP else 0
        delay = 0.05 * 2**self.short_lives if self.short_lives > 1 else 0.0
        self.restart_at = now + min(delay, _LONGEST_DELAY)

    def send(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process, number)
