"""The four services on real PostgreSQL, served over loopback for schemathesis."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
import uvicorn
from joserfc.jwk import KeySet

from libs.common.testing.web import settings_for, signing_key
from libs.common.web.keys import KnownKeys
from tests.servers import Databases

Addresses = dict[str, str]


@pytest.fixture(scope="session")
def services(postgres: Databases) -> Iterator["Services"]:
    opened = Services(postgres)
    yield opened
    opened.close()


class Services:
    """Starts a service when it is first asked for."""

    def __init__(self, postgres: Databases) -> None:
        self._postgres = postgres
        self._running: dict[str, tuple[str, Any]] = {}

    def address(self, service: str) -> str:
        if service not in self._running:
            pytest.importorskip(f"services.{service}.app")
            url = self._postgres.fresh_database(service).url(service)
            app = import_module(f"services.{service}.app").build_api(
                settings_for(url, requests_per_minute=10**9)
            )
            app.state.authenticator.keys = KnownKeys(KeySet([signing_key()]))
            context = serving(app)
            self._running[service] = (context.__enter__(), context)
        return self._running[service][0]

    def close(self) -> None:
        for _, context in self._running.values():
            context.__exit__(None, None, None)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application behind a real server in a thread with a loop of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
    started = threading.Event()

    async def main() -> None:
        running = asyncio.create_task(server.serve())
        while not server.started and not running.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        started.set()
        await running

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    started.wait()
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
