"""Who takes part in the opening of tickets: applications as processes under load, and pgbench."""

import asyncio
import re
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import msgspec

from deploy.local.binaries import binary
from deploy.local.postgres import Postgres
from tests.bench.intake import minimal
from tests.bench.intake.costs import cpu, memory, server_cpu
from tests.bench.intake.load import Plan, Result
from tests.bench.intake.scene import CLIENTS, Scene
from tests.bench.intake.starting import ROOT, Application, application, intake

PATHS = {"ours": "/intake/v1/tickets", "minimal": "/tickets", "tuned": "/tickets"}
"""`tuned` is `minimal` with the collector set as ours is."""

Figures = dict[str, float]


@dataclass(frozen=True)
class Racer:
    """An application, as one process or several, with a database of its own."""

    name: str
    applications: list[Application]
    scene: Scene
    server: Postgres

    async def asked(self, seconds: float) -> Figures:
        """Raises `RuntimeError` for any answer but 201."""
        before, served_before = self._cpu, server_cpu(self.server)
        ports = [one.port for one in self.applications]
        plan = Plan(ports, PATHS[self.name], seconds, CLIENTS, self.scene.tokens, self.scene.bodies)
        output = await _run([sys.executable, "-m", "tests.bench.intake.load"], msgspec.json.encode(plan))
        result = msgspec.json.decode(output, type=Result)
        if result.errors:
            raise RuntimeError(f"{self.name}: {result.errors} failures, the first: {result.first_error}")
        return {
            "rate": result.rate,
            "p50_ms": result.p50_ms,
            "p99_ms": result.p99_ms,
            "app_us": (self._cpu - before) / result.answers,
            "postgres_us": (server_cpu(self.server) - served_before) / result.answers,
        }

    @property
    def memory(self) -> float:
        return sum(memory(one.process) for one in self.applications)

    @property
    def _cpu(self) -> float:
        return sum(cpu(one.process) for one in self.applications)


@contextmanager
def racing(name: str, url: str, scene: Scene, server: Postgres, *, processes: int) -> Iterator[Racer]:
    with ExitStack() as running:
        started = [running.enter_context(_application(name, url, scene)) for _ in range(processes)]
        yield Racer(name, started, scene, server)


def _application(name: str, url: str, scene: Scene) -> AbstractContextManager[Application]:
    if name == "ours":
        return intake(url)
    return application("minimal", lambda listener: minimal.Setting(url, listener, scene.peer), name)


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
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    output, complaint = await process.communicate(given)
    if process.returncode:
        raise RuntimeError(complaint.decode())
    return output
