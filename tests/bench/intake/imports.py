"""Imports beside COPY of the very same rows into the very same tables, and what they hold in memory.

The API and the worker run as processes of their own, one after the other; afterwards all rows that came of it
are copied out, and in one stream a table into an empty database.
"""

import asyncio
import os
import re
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from deploy.local.ports import LOOPBACK
from deploy.local.postgres import SUPERUSER, Postgres
from libs.common.testing import web
from tests.bench.intake.copied import copied, count_of_transactions
from tests.bench.intake.costs import cpu, server_cpu
from tests.bench.intake.starting import database_server, intake, program
from tests.servers import Databases

ROWS = int(os.environ.get("IMPORT_ROWS", "100000"))
MILLION = int(os.environ.get("IMPORT_MEMORY_ROWS", "1000000"))
_CUSTOMER = "customer_name,phone,address"
_UNIT = f"serial,category,model,purchase_date,{_CUSTOMER}"
_KINDS = {
    "customers": _CUSTOMER,
    "units": _UNIT,
    "contracts": "number,signed_on,from,to,serials,response_hours,inspection_months",
    "tickets": f"{_UNIT},number,opened,fault,amount",
}
"""Of contracts the units come first, by an import that isn't measured."""


async def imports() -> dict[str, Any]:
    """Rows a second and their share of COPY's by kind; megabytes for few rows and for a million."""
    figures: dict[str, Any] = {}
    with database_server() as databases:
        for kind in _KINDS:
            figures[kind] = await _compared(databases, kind)
            print(f"{kind:10} {figures[kind]}", flush=True)
        few, many = [await _memory(databases, rows) for rows in (min(20_000, MILLION), MILLION)]
    figures["memory"] = {"few": few, "million": many, "rows": MILLION}
    print(f"memory     {figures['memory']}", flush=True)
    return figures


async def _compared(databases: Databases, kind: str) -> dict[str, float]:
    database, empty = databases.fresh_database("intake"), databases.fresh_database("intake")
    source, target = database.url(SUPERUSER), empty.url(SUPERUSER)
    since = await count_of_transactions(source)
    if kind == "contracts":
        await _imported(databases.server, database.url("intake"), "units", ROWS)
        await copied(databases.server, source, target, since=since)
        since = await count_of_transactions(source)
    took = await _imported(databases.server, database.url("intake"), kind, ROWS)
    alone = await copied(databases.server, source, target, since=since)
    database.drop()
    empty.drop()
    seconds = took["upload"] + took["work"]
    return {
        "rows": ROWS,
        "rows_per_second": round(ROWS / seconds),
        "copy_rows_per_second": round(ROWS / alone["seconds"]),
        "share_of_copy": round(alone["seconds"] / seconds, 3),
        "share_of_copy_by_processor": round(alone["cpu"] / (took["cpu"] + took["server_cpu"]), 3),
        "upload_seconds": round(took["upload"], 1),
        "work_seconds": round(took["work"], 1),
        "copy_seconds": round(alone["seconds"], 1),
        "python_us": round(took["cpu"] / ROWS * 1e6),
        "server_us": round(took["server_cpu"] / ROWS * 1e6),
        "copy_us": round(alone["cpu"] / ROWS * 1e6),
    }


async def _memory(databases: Databases, rows: int) -> dict[str, float]:
    database = databases.fresh_database("intake")
    took = await _imported(databases.server, database.url("intake"), "units", rows)
    database.drop()
    return {name: round(took[name]) for name in ("api_mb", "worker_mb")}


async def _imported(server: Postgres, url: str, kind: str, rows: int) -> dict[str, float]:
    """Seconds of the upload and of the worker's work, those of the processors, and the most memory."""
    with intake(url) as api:
        await _answering(api.port)
        began, served, by_server = time.monotonic(), cpu(api.process), server_cpu(server)
        await _upload(api.port, kind, rows)
        uploaded = time.monotonic() - began
        served = cpu(api.process) - served
        held = _peak(api.process)
    with program("importing", f"{url}\n".encode(), output=subprocess.PIPE) as worker:
        assert worker.stdout
        worked, by_worker = map(float, (await asyncio.to_thread(worker.stdout.readline)).split())
        peak = _peak(worker.pid)
    connection = await asyncpg.connect(url)
    done = await connection.fetchrow("SELECT status, imported FROM imports ORDER BY id DESC")
    await connection.close()
    if tuple(done) != ("done", rows):
        raise RuntimeError(f"not all rows came in: {done}")
    return {
        "upload": uploaded,
        "work": worked,
        "cpu": by_worker + served / 1e6,
        "server_cpu": (server_cpu(server) - by_server) / 1e6,
        "api_mb": held,
        "worker_mb": peak,
    }


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
        yield head.encode() + f"{_KINDS[kind]}\n".encode()
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
    """Each unit has a customer of its own, each contract a unit."""
    customer = f"客户{n},139{n:08d},上海市南京东路 {n} 号"
    unit = f"SN{n:07d},refrigerator,BCD-{n % 400},2024-05-01,{customer}"
    rows = {
        "customers": customer,
        "units": unit,
        "contracts": f"K{n:07d},2026-01-01,2026-01-01,2028-12-31,SN{n:07d},4,6",
        "tickets": f"{unit},W{n:07d},2024-06-01,压缩机不启动 {n},120.50",
    }
    return f"{rows[kind]}\n"


def _peak(process: int) -> float:
    """Megabytes resident at most so far."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) / 1024 if found else 0.0
