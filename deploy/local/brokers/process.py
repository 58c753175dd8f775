"""A broker of one's own: a child process on the loopback that keeps its port over restarts."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from deploy.local.ports import LOOPBACK, answers, free_port
from deploy.local.spawn import before_exec


class BrokerProcess:
    """`folder` holds its data, if it keeps any; the kernel ends it with this process."""

    stop_signal: ClassVar[signal.Signals]
    environment: ClassVar[Mapping[str, str]]

    def __init__(self, folder: Path, *, log: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def command(self) -> list[str]:
        raise NotImplementedError

    def launch(self) -> int:
        """Start the process without waiting for it; returns its id."""
        command = self.command()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                preexec_fn=before_exec(signal.SIGKILL),
            )
        return self._process.pid

    def ready(self) -> bool:
        return answers(self.port)

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, within: float = 60) -> None:
        self.launch()
        deadline = time.monotonic() + within
        while not self.ready():
            if time.monotonic() > deadline or not self.runs():
                self.stop()
                raise RuntimeError(f"the broker did not start; see {self._log}")
            time.sleep(0.02)

    def stop(self, *, grace: float = 5) -> None:
        self._end(self.stop_signal, grace)

    def kill(self) -> None:
        """End it without a chance to save anything."""
        self._end(signal.SIGKILL, 0)

    def wipe(self) -> None:
        """Forget everything, so that the next start is that of a new broker. Only while it is stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals, grace: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)
        process.kill()
        process.wait()
