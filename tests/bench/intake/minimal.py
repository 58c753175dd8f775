"""The peer: FastAPI and asyncpg, a body model, three inserts in one statement, and nothing else.

No sign-in, no decision, no deadlines; the columns that it doesn't know are constants.
"""

import gc
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import msgspec
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from deploy.local.programs import serve
from libs.common.collector import collect_rarely
from libs.common.ids import new_id


class Setting(msgspec.Struct):
    url: str
    listener: int
    """Descriptor of the socket to serve on."""
    statement: str


class Fault(BaseModel):
    code: str | None = None
    text: str


class Opening(BaseModel):
    customer_id: UUID
    unit_id: UUID
    kind: str
    fault: Fault
    department: str = "customer_service"
    priority: str = "normal"
    findings: list[str] = []
    unknown: list[str] = []


def application(url: str, statement: str) -> FastAPI:
    @asynccontextmanager
    async def pool(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=8, max_size=8) as app.state.pool:
            yield

    app = FastAPI(lifespan=pool)

    @app.post("/tickets", status_code=201)
    async def open_ticket(
        body: Opening, request: Request, idempotency_key: Annotated[str, Header()]
    ) -> JSONResponse:
        id_, now = new_id(), datetime.now(UTC)
        data = body.model_dump(mode="json")
        answer: dict[str, Any] = {"id": str(id_), "opened_at": now.isoformat(), "status": "open", **data}
        response = JSONResponse(answer, status_code=201)
        await request.app.state.pool.execute(
            statement,
            id_,
            body.customer_id,
            body.unit_id,
            body.fault.text,
            now,
            idempotency_key,
            sha256(await request.body()).digest(),
            response.body,
            new_id(),
            json.dumps(data),
        )
        return response

    return app


def main(name: str) -> None:
    setting = msgspec.json.decode(sys.stdin.buffer.read(), type=Setting)
    app = application(setting.url, setting.statement)
    if name == "tuned":
        collect_rarely()
        gc.freeze()
    serve(app, socket.socket(fileno=setting.listener))


if __name__ == "__main__":
    main(sys.argv[1])
