"""`python -m tests.integration.local.stand_in`: a stack whose services do nothing but answer."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click import ClickException

from deploy.local.commands.run import start
from deploy.local.programs import Programs
from libs.common.settings import Settings


class StandInWorker:
    async def run(self, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        ready()
        await stop.wait()


class StandIns(Programs):
    def preload(self, services: tuple[str, ...]) -> None:
        pass

    def migrate(self, service: str, database_url: str) -> None:
        if service == os.environ.get("FAILING_MIGRATION"):
            raise RuntimeError(f"no way to migrate {database_url[:10]}")

    def api(self, service: str, settings: Settings) -> Any:
        if service == os.environ.get("FAILING_API"):
            raise RuntimeError(f"no way to serve {settings.public_url}")
        return _answer

    def worker(self, service: str, settings: Settings) -> Any:  # noqa: ARG002
        return StandInWorker()

    def watch(self, databases: dict[str, str]) -> None:  # noqa: ARG002
        signal.pause()

    def gateway(self, settings: dict[str, Any]) -> Any:  # noqa: ARG002
        return _answer


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        for _ in range(2):
            message = await receive()
            await send({"type": message["type"] + ".complete"})
        return
    body = json.dumps({"process": os.getpid()}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    try:
        start(Path(os.environ["AFTERCARE_HOME"]), os.environ["AFTERCARE_PORT"], programs=StandIns())
    except ClickException as trouble:
        trouble.show()
        sys.exit(trouble.exit_code)
