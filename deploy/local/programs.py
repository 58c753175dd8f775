"""What the forked children run: the services' own composition roots, as any other deployment starts them."""

import asyncio
import signal
import socket
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import uvicorn
import uvloop
from sqlalchemy.orm import configure_mappers

from deploy.local.sharing import shared
from libs.common.settings import Settings
from libs.common.web.protocol import ProblemProtocol

KEEP_ALIVE_S = 75
_IMPORTED_LATE = (
    "anyio._backends._asyncio",
    "certifi",
    "deploy.local.watch",
    "encodings.idna",
    "httpcore",
    "libs.common.migrate",
    "pydantic.v1",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
)
"""What somebody imports when it is first needed, which each child would do for itself."""


class Programs:
    """Tests put stand-ins in its place."""

    def preload(self, services: tuple[str, ...]) -> None:
        """Import once what all children need, so that they share its memory."""
        with shared():
            for service in (*services, "console"):
                _app(service)
            for module in _IMPORTED_LATE:
                import_module(module)
            configure_mappers()

    def migrate(self, service: str, database_url: str) -> None:
        import_module("libs.common.migrate").upgrade(service, database_url)

    def api(self, service: str, settings: Settings) -> Any:
        return _app(service).build_api(settings)

    def worker(self, service: str, settings: Settings) -> Any:
        return _app(service).build_worker(settings)

    def watch(self, databases: dict[str, str]) -> None:
        import_module("deploy.local.watch").watch(databases)

    def gateway(self, settings: dict[str, Any]) -> Any:
        console = _app("console")
        return console.build_gateway(console.GatewaySettings(**settings))


def _app(service: str) -> ModuleType:
    return import_module(f"services.{service}.app")


def serve(app: Any, listener: socket.socket) -> None:
    """Serve an ASGI application on an inherited socket until SIGTERM."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=ProblemProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listener])


def work(worker: Any, ready: Callable[[], None]) -> None:
    """Run `worker` until SIGTERM; it calls `ready` when its consumers are assigned."""

    async def main() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await worker.run(stop, ready)

    uvloop.run(main())
