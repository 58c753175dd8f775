"""Who takes part in the opening of tickets: applications as processes under load, and pgbench."""

import asyncio
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from joserfc.jwk import KeySet

from deploy.local.binaries import binary
from deploy.local.ports import listen_anywhere, port_of
from deploy.local.postgres import Postgres
from deploy.local.spawn import before_exec
from libs.common.testing.web import signing_key
from tests.bench.intake import minimal, served
from tests.bench.intake.costs import cpu, server_cpu
from tests.bench.intake.load import Plan, Result
from tests.bench.intake.scene import CLIENTS, Scene

ROOT = Path(__file__).parents[3]
PATHS = {"ours": "/intake/v1/tickets", "minimal": "/tickets", "tuned": "/tickets"}
"""`tuned` is `minimal` with the collector set as ours is."""

Figures = dict[str, float]


@dataclass(frozen=True)
class Racer:
    """A running application, with a database of its own."""

    name: str
    process: int
    port: int
    scene: Scene
    server: Postgres

    async def asked(self, seconds: float) -> Figures:
        """Raises `RuntimeError` for any answer but 201."""
        before, served_before = cpu(self.process), server_cpu(self.server)
        plan = Plan(self.port, PATHS[self.name], seconds, CLIENTS, self.scene.tokens, self.scene.bodies)
        output = await _run([sys.executable, "-m", "tests.bench.intake.load"], msgspec.json.encode(plan))
        result = msgspec.json.decode(output, type=Result)
        if result.errors:
            raise RuntimeError(f"{self.name}: {result.errors} failures, the first: {result.first_error}")
        return {
            "rate": result.rate,
            "p50_ms": result.p50_ms,
            "p99_ms": result.p99_ms,
            "app_us": (cpu(self.process) - before) / result.answers,
            "postgres_us": (server_cpu(self.server) - served_before) / result.answers,
        }


@contextmanager
def racing(name: str, url: str, scene: Scene, server: Postgres) -> Iterator[Racer]:
    with listen_anywhere() as listener:
        program = ["served"] if name == "ours" else ["minimal", name]
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.bench.intake.{program[0]}", *program[1:]],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            preexec_fn=before_exec(signal.SIGKILL),
        )
        assert process.stdin
        process.stdin.write(_setting(name, url, listener.fileno(), scene))
        process.stdin.close()
        try:
            yield Racer(name, process.pid, port_of(listener), scene, server)
        finally:
            process.kill()
            process.wait()


def _setting(name: str, url: str, listener: int, scene: Scene) -> bytes:
    if name != "ours":
        return msgspec.json.encode(minimal.Setting(url, listener, scene.peer))
    keys = KeySet([signing_key()]).as_dict(private=False)
    return msgspec.json.encode(served.Setting(url, listener, keys))  # type: ignore[arg-type]


async def pgbench(url: str, statement: str, server: Postgres, *, seconds: float) -> Figures:
    """The same inserts with nothing before them; `p50_ms` is the mean."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(" ".join(statement.split("\n")) + ";\n")
        script.flush()
        before = server_cpu(server)
        arguments = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-T", str(max(1, round(seconds)))]
        program = binary("pgbench")
        told = (await _run([program, *arguments, "-f", script.name, "-d", url], b"")).decode()
    processed = _number(r"actually processed: (\d+)", told)
    return {
        "rate": _number(r"tps = ([\d.]+)", told),
        "p50_ms": _number(r"latency average = ([\d.]+)", told),
        "postgres_us": (server_cpu(server) - before) / processed,
    }


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(text)
    return float(found[1])


async def _run(command: list[str], given: bytes) -> bytes:
    """What it printed. Raises `RuntimeError`."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    output, complaint = await process.communicate(given)
    if process.returncode:
        raise RuntimeError(complaint.decode())
    return output
