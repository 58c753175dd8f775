"""One PostgreSQL, with fsync, and one broker for all; each end of a contestant is a process."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from deploy.local.brokers import Broker, chosen
from deploy.local.home import new_secrets
from deploy.local.postgres import Postgres
from deploy.local.spawn import before_exec
from tests.servers import Database, Databases, run_folder

ROOT = Path(__file__).parents[3]
PYTHON = sys.executable
PEER_PYTHON = str(ROOT / "build/bench-peer/bin/python")


class Stage:
    def __init__(self, databases: Databases, broker: Broker, folder: Path) -> None:
        self.databases = databases
        self.bootstrap = broker.bootstrap
        self.broker = type(broker).__name__
        self.folder = folder

    @asynccontextmanager
    async def ends(self, module: str, database: Database, *, python: str) -> AsyncIterator[None]:
        """Both processes of a contestant, ready."""
        send = self._start(python, module, "send", database.url("intake"))
        receive = self._start(python, module, "receive", database.url("dispatch"))
        try:
            for process in (send, receive):
                await asyncio.to_thread(_until_ready, process)
            yield
        finally:
            for process in (send, receive):
                process.kill()
                process.wait()

    def _start(self, python: str, module: str, end: str, url: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [python, "-m", module, end, url, self.bootstrap],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=(self.folder / f"{module}.{end}.log").open("ab"),
            text=True,
            preexec_fn=before_exec(signal.SIGKILL),
        )


def _until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "ready":
            return
    raise RuntimeError(f"{process.args!r} ended with {process.wait()} before it was ready")


@contextmanager
def stage() -> Iterator[Stage]:
    """Ends with the block, or with this process."""
    with run_folder(Path(tempfile.gettempdir(), f"aftercare-bench-{os.getuid()}")) as folder:
        server = Postgres(folder / "postgres", folder / "postgres.log", passwords=new_secrets())
        broker = chosen(folder / "broker", log=folder / "broker.log")
        server.start()
        broker.start()
        try:
            yield Stage(Databases(server), broker, folder)
        finally:
            broker.stop()
            server.stop()


def run(python: str, module: str, *arguments: str) -> None:
    subprocess.run([python, "-m", module, *arguments], cwd=ROOT, check=True)
