"""What the forked children run: the services' own composition roots, as any other deployment starts them."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import uvicorn
import uvloop

from libs.common.settings import Settings
from libs.common.telemetry import configure_logging
from libs.common.web.protocol import ProblemProtocol

KEEP_ALIVE_S = 75


class Programs:
    """Tests put stand-ins in its place."""

    def preload(self, services: tuple[str, ...]) -> None:
        """Import once what all children need, so that they share its memory."""
        gc.disable()
        for service in (*services, "console"):
            _app(service)
        import_module("libs.common.migrate")
        gc.freeze()
        gc.enable()

    def migrate(self, service: str, database_url: str) -> None:
        import_module("libs.common.migrate").upgrade(service, database_url)

    def api(self, service: str, settings: Settings) -> Any:
        configure_logging(service)
        return _app(service).build_api(settings)

    def worker(self, service: str, settings: Settings) -> Any:
        configure_logging(service)
        return _app(service).build_worker(settings)

    def watch(self, databases: dict[str, str]) -> None:
        import_module("deploy.local.watch").watch(databases)

    def gateway(self, settings: dict[str, Any]) -> Any:
        configure_logging("console")
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
