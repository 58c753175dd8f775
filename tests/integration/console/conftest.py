import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from libs.common.web.protocol import ProblemProtocol
from libs.common.web.streaming import TwoWayStream
from services.console.app import GatewaySettings, build_gateway
from services.console.issuer import DEMO_PASSWORD


def listener(port: int = 0) -> socket.socket:
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind(("127.0.0.1", port))
    return opened


@asynccontextmanager
async def served(app: Any, port: int = 0) -> AsyncIterator[int]:
    """A real HTTP server on loopback for the time of the block."""
    opened = listener(port)
    config = uvicorn.Config(app, http=ProblemProtocol, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[opened]))
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0)
    try:
        yield opened.getsockname()[1]
    finally:
        server.should_exit = True
        await running
        opened.close()


async def _lines(request: Request) -> Response:
    """Answers each line as soon as it is there."""

    async def answers() -> AsyncIterator[bytes]:
        async for chunk in request.stream():
            if chunk:
                yield b"got " + chunk

    return TwoWayStream(answers(), media_type="application/x-ndjson")


async def _mirror(request: Request) -> Response:
    body = await request.body()
    return JSONResponse(
        {
            "headers": dict(request.headers),
            "query": request.url.query,
            "size": len(body),
            "peer": request.client,
        },
        headers={"X-Own": "kept", "Connection": "X-Hop", "X-Hop": "dropped"},
    )


async def _refuse(_request: Request) -> Response:
    return PlainTextResponse("too large", status_code=413)


SERVICE = Starlette(
    routes=[
        Route("/intake/v1/lines", _lines, methods=["POST"]),
        Route("/intake/v1/mirror", _mirror, methods=["GET", "POST"]),
        Route("/intake/v1/refuse", _refuse, methods=["POST"]),
    ]
)


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real gateway before a real service."""
    async with served(SERVICE) as port, gateway_before(tmp_path, port) as client:
        yield client


@asynccontextmanager
async def gateway_before(home: Path, port: int) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        served(gateway_app(home, f"http://127.0.0.1:{port}")) as own,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{own}", trust_env=False) as client,
    ):
        yield client


def gateway_app(home: Path, intake: str) -> ASGIApp:
    return build_gateway(
        GatewaySettings(
            home=home,
            public_url="http://127.0.0.1",
            issuer="aftercare-embedded",
            upstreams={"intake": intake},
            clock_file=home / "clock",
        )
    )


async def sign_in(gateway: httpx.AsyncClient, user: str) -> dict[str, str]:
    form = {"grant_type": "password", "username": user, "password": DEMO_PASSWORD}
    answer = await gateway.post("/auth/token", data=form)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
