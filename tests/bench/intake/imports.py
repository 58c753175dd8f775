"""Imports beside COPY of the very same rows into the very same tables, and what they hold in memory.

The API and the worker run as processes of their own, one after the other; afterwards all rows that came of it
are copied out, and in one stream a table into an empty database.
"""

import asyncio
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
from joserfc.jwk import KeySet

from deploy.local.ports import LOOPBACK, listen_anywhere, port_of
from deploy.local.postgres import SUPERUSER, Postgres
from deploy.local.spawn import before_exec
from libs.common.testing import web
from tests.bench.intake.served import Setting
from tests.servers import ROLES, Databases, run_folder

ROWS = int(os.environ.get("IMPORT_ROWS", "100000"))
MILLION = int(os.environ.get("IMPORT_MEMORY_ROWS", "1000000"))
_KINDS = {"units": "serial,category,model,purchase_date,customer_name,phone,address\n", "tickets": ""}
_KINDS["tickets"] = _KINDS["units"].strip() + ",number,opened,fault,amount\n"
_TABLES = ("customers", "customer_keys", "units", "tickets", "audit", "outbox_log", "outbox_queue")
"""All that an import of these kinds writes to; the search's own table is filled by its triggers, as ever."""


async def imports() -> dict[str, Any]:
    """Rows a second and their share of COPY's by kind; megabytes for few rows and for a million."""
    figures: dict[str, Any] = {}
    with _server() as databases:
        for kind in _KINDS:
            figures[kind] = await _compared(databases, kind)
            print(f"{kind:10} {figures[kind]}", flush=True)
        few, many = [await _memory(databases, rows) for rows in (min(20_000, MILLION), MILLION)]
    figures["memory"] = {"few": few, "million": many, "rows": MILLION}
    print(f"memory     {figures['memory']}", flush=True)
    return figures


async def _compared(databases: Databases, kind: str) -> dict[str, float]:
    database, empty = databases.fresh_database("intake"), databases.fresh_database("intake")
    took = await _imported(database.url("intake"), kind, ROWS)
    copied = await _copied(database.url(SUPERUSER), empty.url(SUPERUSER))
    database.drop()
    empty.drop()
    total = took["upload"] + took["work"]
    return {
        "rows": ROWS,
        "rows_per_second": round(ROWS / total),
        "copy_rows_per_second": round(ROWS / copied),
        "share_of_copy": round(copied / total, 3),
        "upload_seconds": round(took["upload"], 1),
        "work_seconds": round(took["work"], 1),
        "copy_seconds": round(copied, 1),
    }


async def _memory(databases: Databases, rows: int) -> dict[str, float]:
    database = databases.fresh_database("intake")
    took = await _imported(database.url("intake"), "units", rows)
    database.drop()
    return {name: round(took[name]) for name in ("api_mb", "worker_mb")}


async def _imported(url: str, kind: str, rows: int) -> dict[str, float]:
    """Seconds of the upload and of the worker's work, and the most memory that each process had."""
    with _served(url) as (port, process):
        await _answering(port)
        began = time.monotonic()
        await _upload(port, kind, rows)
        uploaded = time.monotonic() - began
        api = _peak(process)
    with _worker(url) as worker:
        assert worker.stdout
        worked = float(await asyncio.to_thread(worker.stdout.readline))
        peak = _peak(worker)
    connection = await asyncpg.connect(url)
    done = await connection.fetchrow("SELECT status, imported FROM imports")
    await connection.close()
    if tuple(done) != ("done", rows):
        raise RuntimeError(f"not all rows came in: {done}")
    return {"upload": uploaded, "work": worked, "api_mb": api, "worker_mb": peak}


async def _answering(port: int) -> None:
    """The socket listens already: an answer comes when the service is up."""
    async with httpx.AsyncClient(timeout=120) as client:
        (await client.get(f"http://{LOOPBACK}:{port}/intake/health/live")).raise_for_status()


async def _upload(port: int, kind: str, rows: int) -> None:
    head = (
        f'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="bench.csv"\r\n\r\n'
    )

    async def body() -> AsyncIterator[bytes]:
        yield head.encode() + _KINDS[kind].encode()
        for start in range(0, rows, 500):
            yield "".join(_row(kind, n) for n in range(start, min(start + 500, rows))).encode()
        yield b"\r\n--x--\r\n"

    headers = {
        "Authorization": f"Bearer {web.token('admin')}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", timeout=600) as client:
        answer = await client.post("/intake/v1/imports", content=body(), headers=headers)
    if answer.status_code != 201:
        raise RuntimeError(answer.text)


def _row(kind: str, n: int) -> str:
    """Each unit has a customer of its own."""
    unit = f"SN{n:07d},refrigerator,BCD-{n % 400},2024-05-01,客户{n},139{n:08d},上海市南京东路 {n} 号"
    return f"{unit}\n" if kind == "units" else f"{unit},W{n:07d},2024-06-01,压缩机不启动 {n},120.50\n"


async def _copied(source: str, target: str) -> float:
    """Seconds of COPY alone."""
    out, into = [await asyncpg.connect(url, command_timeout=3600) for url in (source, target)]
    seconds = 0.0
    with tempfile.TemporaryFile() as file:
        for connection in (out, into):
            await connection.execute("SET search_path = intake")
        for table in _TABLES:
            file.seek(0)
            file.truncate()
            await out.copy_from_query(f"SELECT * FROM {table}", output=file, format="binary")
            file.seek(0)
            began = time.monotonic()
            await into.copy_to_table(table, source=file, format="binary")
            seconds += time.monotonic() - began
    await out.close()
    await into.close()
    return seconds


@contextmanager
def _served(url: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    listener = listen_anywhere()
    keys = KeySet([web.signing_key()]).as_dict(private=False)
    setting = msgspec.json.encode(Setting(url, listener.fileno(), keys))  # type: ignore[arg-type]
    with _process("served", setting, listener.fileno()) as process:
        assert process.stdin
        process.stdin.close()
        yield port_of(listener), process


@contextmanager
def _worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    with _process("importing", f"{url}\n".encode()) as process:
        yield process


@contextmanager
def _process(name: str, told: bytes, *handles: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.intake.{name}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
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


def _peak(process: subprocess.Popen[bytes]) -> float:
    """Megabytes resident at most so far."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) / 1024 if found else 0.0


@contextmanager
def _server() -> Iterator[Databases]:
    with run_folder(Path(tempfile.gettempdir(), f"aftercare-bench-{os.getuid()}")) as folder:
        passwords = {role: secrets.token_hex(8) for role in (SUPERUSER, *ROLES)}
        postgres = Postgres(folder / "postgres", folder / "postgres.log", passwords=passwords)
        postgres.start()
        try:
            yield Databases(postgres)
        finally:
            postgres.stop()
