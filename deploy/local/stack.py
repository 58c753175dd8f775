"""A whole stack from the outside: where a running one is, and one of one's own for a demo or a test."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.errors import CannotStart
from deploy.local.spawn import before_exec

FILE = "stack.json"
_RUN = (sys.executable, "-m", "deploy.local", "run")
_CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Facts:
    """What a launcher writes into its home about its stack."""

    launcher: int
    ready: bool
    address: str
    ports: dict[str, int]
    """By service, and `gateway`, `postgres`, `broker`; `intake-worker`, …: metrics and health of a worker."""
    processes: dict[str, int | None]
    """Ids by name: `postgres`, `broker`, `gateway`, `intake-api`, `intake-worker`, …"""
    databases: dict[str, str]
    """A URL for each service, with its role's password."""
    kafka_bootstrap: str


def running(home: Path) -> Facts | None:
    """The stack that runs on `home`, if one does."""
    try:
        with (home / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _facts(home)
    except OSError:
        return None
    return None


class Stack:
    """Starts the launcher as a child process and ends it with the block, or with this process."""

    def __init__(self, home: Path, *, port: int = 0, command: tuple[str, ...] = _RUN) -> None:
        self.home = home.absolute()
        self.output = self.home / "logs" / "launcher.log"
        self._command = command
        self._port = port
        self._launcher: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    @property
    def facts(self) -> Facts:
        """As of now: a restart changes a process's id. Raises `CannotStart` when it doesn't run."""
        facts = _facts(self.home)
        if facts is None:
            raise CannotStart(f"No stack runs on {self.home}.")
        return facts

    @property
    def address(self) -> str:
        return self.facts.address

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, *, within: float = 90) -> None:
        """Raises `CannotStart` with the launcher's own sentence, or with how it ended without one."""
        self.launch()
        assert self._launcher is not None
        deadline = time.monotonic() + within
        while not self._is_ready():
            if (code := self._launcher.poll()) is not None:
                raise CannotStart(self._last_said() or f"The launcher ended with {code} and said nothing.")
            if time.monotonic() > deadline:
                said = self._last_said() or "nothing"
                self.stop()
                raise CannotStart(f"The launcher wasn't ready within {within:.0f} s; it said last: {said}")
            time.sleep(0.05)

    def launch(self) -> int:
        """Start it without waiting; returns the launcher's process id."""
        self.output.parent.mkdir(parents=True, exist_ok=True)
        settings = {"AFTERCARE_HOME": str(self.home), "AFTERCARE_PORT": str(self._port)}
        with self.output.open("ab") as output:
            self._said_before = output.tell()
            self._launcher = subprocess.Popen(
                self._command,
                cwd=_CHECKOUT,
                env=os.environ | settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=before_exec(signal.SIGTERM),
            )
        return self._launcher.pid

    def stop(self, number: signal.Signals = signal.SIGTERM, *, within: float = 15) -> int:
        """Returns the launcher's exit code; killed after `within` seconds."""
        if self._launcher is None:
            return 0
        self._launcher.send_signal(number)
        try:
            return self._launcher.wait(within)
        except subprocess.TimeoutExpired:
            self._launcher.kill()
            return self._launcher.wait()

    def _last_said(self) -> str:
        """The last line of this launch; empty where there is none."""
        lines = self.output.read_bytes()[self._said_before :].decode(errors="replace").split("\n")
        return next((line.removeprefix("Error: ") for line in reversed(lines) if line.strip()), "")

    def _is_ready(self) -> bool:
        facts = _facts(self.home)
        return bool(facts and self._launcher and facts.ready and facts.launcher == self._launcher.pid)


def _facts(home: Path) -> Facts | None:
    try:
        return Facts(**json.loads((home / FILE).read_text()))
    except (OSError, ValueError):
        return None
