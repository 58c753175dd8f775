"""Tickets opened a second through the real endpoint, beside pgbench and a minimal app, in interleaved rounds.

Each contestant has a database of its own on one server with fsync, and is asked by 64 clients. What is compared
is the rate, and what a ticket costs in processor time, which other programs on the machine disturb less.
"""

import asyncio
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec
from joserfc.jwk import KeySet

from deploy.local.ports import listen_anywhere, port_of
from deploy.local.postgres import SUPERUSER, Postgres, _binary
from deploy.local.spawn import before_exec
from libs.common.testing.web import signing_key
from tests.bench.intake.contestant import Setting
from tests.bench.intake.load import Plan, Result
from tests.bench.intake.scene import CLIENTS, Scene, scene
from tests.servers import ROLES, Databases, run_folder

ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = float(os.environ.get("ROUND_SECONDS", "6"))
ENDURANCE = float(os.environ.get("ENDURANCE", "60"))
_TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")

Figures = dict[str, float]


@dataclass
class Contestant:
    """A running application."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    path: str
    scene: Scene

    async def asked(self, seconds: float, server: Postgres) -> Figures:
        before, served = cpu(self.process.pid), server_cpu(server)
        result = await load(self.port, self.path, self.scene, seconds)
        if result.errors:
            raise RuntimeError(f"{self.name}: {result.errors} failures, the first: {result.first_error}")
        return {
            "rate": result.rate,
            "p50_ms": result.p50_ms,
            "p99_ms": result.p99_ms,
            "app_us": (cpu(self.process.pid) - before) / result.answers,
            "postgres_us": (server_cpu(server) - served) / result.answers,
        }


async def opening() -> dict[str, Figures | float]:
    """Medians of each contestant, our ratios to the minimal app, growth of memory over a minute."""
    with server() as databases, ExitStack() as running:
        names = ("ours", "minimal", "tuned")
        contestants = [running.enter_context(await contestant(name, databases)) for name in names]
        bench = contestants[0].scene.pgbench
        url = databases.fresh_database("intake").url("intake")
        await scene(url)
        rounds: dict[str, list[Figures]] = defaultdict(list)
        for number in range(-1, ROUNDS):
            for one in contestants:
                figures = await one.asked(SECONDS if number >= 0 else 3, databases.server)
                tell(number, one.name, figures)
                rounds[one.name].append(figures)
            figures = await pgbench(url, bench, databases.server)
            tell(number, "pgbench", figures)
            rounds["pgbench"].append(figures)
        medians: dict[str, Figures] = {
            name: {figure: median(one[figure] for one in results[1:]) for figure in results[0]}
            for name, results in rounds.items()
        }
        growth = await memory_growth(contestants[0], databases.server)
    return {**medians, **ratios(medians), **growth}


def ratios(medians: dict[str, Figures]) -> Figures:
    ours, minimal, tuned, bench = (medians[name] for name in ("ours", "minimal", "tuned", "pgbench"))
    return {
        "rate_to_minimal": ours["rate"] / minimal["rate"],
        "rate_to_tuned": ours["rate"] / tuned["rate"],
        "rate_to_pgbench": ours["rate"] / bench["rate"],
        "app_cpu_to_minimal": ours["app_us"] / minimal["app_us"],
        "postgres_cpu_to_minimal": ours["postgres_us"] / minimal["postgres_us"],
        "p99_to_minimal": ours["p99_ms"] / minimal["p99_ms"],
    }


async def memory_growth(ours: Contestant, server: Postgres) -> Figures:
    """Over a minute of 64 clients; what it learns in the first seconds doesn't count."""
    if not ENDURANCE:
        return {}
    await ours.asked(ENDURANCE / 6, server)
    before = memory(ours.process.pid)
    figures = await ours.asked(ENDURANCE, server)
    return {
        "endurance_rate": figures["rate"],
        "memory_mb": before,
        "memory_grown": memory(ours.process.pid) / before,
    }


async def load(port: int, path: str, scene: Scene, seconds: float) -> Result:
    plan = Plan(port, path, seconds, CLIENTS, scene.tokens, scene.bodies)
    output = await run([sys.executable, "-m", "tests.bench.intake.load"], msgspec.json.encode(plan))
    return msgspec.json.decode(output, type=Result)


async def pgbench(url: str, statement: str, server: Postgres) -> Figures:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(" ".join(statement.split("\n")) + ";\n")
        script.flush()
        before = server_cpu(server)
        arguments = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-T", str(max(1, int(SECONDS)))]
        output = (await run([_binary("pgbench"), *arguments, "-f", script.name, "-d", url], b"")).decode()
    found = {
        name: float(value)
        for name, value in re.findall(
            r"(processed|average|tps)(?:: | = )([\d.]+)", output.replace("actually processed", "processed")
        )
    }
    return {
        "rate": found["tps"],
        "p50_ms": found["average"],
        "postgres_us": (server_cpu(server) - before) / found["processed"],
    }


async def run(command: list[str], given: bytes) -> bytes:
    """What it printed. Raises `RuntimeError`."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    output, complaint = await process.communicate(given)
    if process.returncode:
        raise RuntimeError(complaint.decode())
    return output


async def contestant(name: str, databases: Databases):
    url = databases.fresh_database("intake").url("intake")
    place = await scene(url)

    @contextmanager
    def running() -> Iterator[Contestant]:
        listener = listen_anywhere()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.intake.contestant", name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            preexec_fn=before_exec(signal.SIGKILL),
        )
        setting = Setting(url, listener.fileno(), place.peer, KeySet([signing_key()]).as_dict(private=False))
        assert process.stdin
        process.stdin.write(msgspec.json.encode(setting))
        process.stdin.close()
        path = "/intake/v1/tickets" if name == "ours" else "/tickets"
        try:
            yield Contestant(name, process, port_of(listener), path, place)
        finally:
            process.kill()
            process.wait()

    return running()


@contextmanager
def server() -> Iterator[Databases]:
    with run_folder(Path(tempfile.gettempdir(), f"aftercare-bench-{os.getuid()}")) as folder:
        passwords = {role: secrets.token_hex(8) for role in (SUPERUSER, *ROLES)}
        postgres = Postgres(folder / "postgres", folder / "postgres.log", passwords=passwords)
        postgres.start()
        try:
            yield Databases(postgres)
        finally:
            postgres.stop()


def cpu(process: int) -> float:
    """Microseconds of processor time so far, those of ended children included."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * _TICK_US


def server_cpu(server: Postgres) -> float:
    """Of all its processes, with those that ended."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    total = cpu(postmaster)
    for process in children:
        with suppress(FileNotFoundError):  # a backend that has just ended
            total += cpu(int(process))
    return total


def memory(process: int) -> float:
    """Megabytes that it has to itself."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"Private_\w+: +(\d+)", rollup)) / 1024


def tell(number: int, name: str, figures: Figures) -> None:
    told = "  ".join(f"{figure} {value:,.1f}" for figure, value in figures.items())
    print(f"{'warm-up' if number < 0 else f'round {number + 1}'}, {name:8} {told}", flush=True)
