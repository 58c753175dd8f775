"""What is measured, as processes of their own that end with this one: a server with fsync, applications."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from joserfc.jwk import KeySet

from deploy.local.home import new_secrets
from deploy.local.ports import listen_anywhere, port_of
from deploy.local.postgres import Postgres
from deploy.local.spawn import before_exec
from libs.common.testing.web import signing_key
from tests.bench.intake.served import Setting
from tests.servers import Databases, run_folder

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Application:
    """One process that answers at a port."""

    process: int
    port: int


@contextmanager
def database_server() -> Iterator[Databases]:
    with run_folder(Path(tempfile.gettempdir(), f"aftercare-bench-{os.getuid()}")) as folder:
        data, log = folder / "postgres", folder / "postgres.log"
        postgres = Postgres(data, log, passwords=new_secrets(), connections=200)
        postgres.start()
        try:
            yield Databases(postgres)
        finally:
            postgres.stop()


@contextmanager
def intake(url: str) -> Iterator[Application]:
    keys = KeySet([signing_key()]).as_dict(private=False)
    with application("served", lambda listener: Setting(url, listener, keys)) as started:  # type: ignore[arg-type]
        yield started


@contextmanager
def application(name: str, setting: Callable[[int], Any], *arguments: str) -> Iterator[Application]:
    """`setting`: what the module of that name is told, given the descriptor of the socket it serves on."""
    with listen_anywhere() as listener:
        told = msgspec.json.encode(setting(listener.fileno()))
        with program(name, told, *arguments, handles=[listener.fileno()]) as process:
            assert process.stdin
            process.stdin.close()
            yield Application(process.pid, port_of(listener))


@contextmanager
def program(
    name: str, told: bytes, *arguments: str, handles: Sequence[int] = (), output: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A module of this folder, with what it needs to know on its input."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.intake.{name}", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=output,
        pass_fds=handles,
        preexec_fn=before_exec(signal.SIGKILL),
    )
    assert process.stdin
    process.stdin.write(told)
    process.stdin.flush()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
