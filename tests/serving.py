"""An application behind a real HTTP server on loopback."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from libs.common.web.protocol import ProblemProtocol


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application behind a real server in a thread with a loop of its own."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, http=ProblemProtocol, log_config=None, timeout_graceful_shutdown=1)
    )
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
