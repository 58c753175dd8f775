"""The gateway: by the first segment of its path a request goes to its service."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from libs.common.web.problems import NotFound
from services.console.exchange import Exchange
from services.console.upstream import Upstream


class Proxy:
    """`upstreams` maps the first segment of a path to the address of its service."""

    def __init__(self, upstreams: Mapping[str, str]) -> None:
        parts = {name: urlsplit(address) for name, address in upstreams.items()}
        self._upstreams = {
            name: Upstream(part.hostname or "127.0.0.1", part.port or 80) for name, part in parts.items()
        }

    def serves(self, path: str) -> bool:
        return _service(path) in self._upstreams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service = _service(scope["path"])
        if service not in self._upstreams:
            raise NotFound
        await Exchange(service, self._upstreams[service], scope, receive, send).run()

    def close(self) -> None:
        for upstream in self._upstreams.values():
            upstream.close()


def _service(path: str) -> str:
    return path[1:].partition("/")[0]
