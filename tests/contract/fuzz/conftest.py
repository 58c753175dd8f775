"""The four services on real PostgreSQL, served over loopback for schemathesis."""

import asyncio
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from joserfc.jwk import KeySet

from libs.common.testing.web import settings_for, signing_key
from libs.common.web.keys import KnownKeys
from tests.contract.fuzz.seeds import Ids, seed
from tests.servers import Databases
from tests.serving import serving


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
        self._ids: dict[str, Ids] = {}

    def ids(self, service: str) -> Ids:
        """Of the rows that were there when the service began, by the name of the field that takes them."""
        self.address(service)
        return self._ids[service]

    def address(self, service: str) -> str:
        if service not in self._running:
            url = self._postgres.fresh_database(service).url(service)
            self._ids[service] = asyncio.run(seed(service, url))
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
