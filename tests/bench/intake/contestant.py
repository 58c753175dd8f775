"""One contestant as a process: `python -m tests.bench.intake.contestant ours|minimal|tuned`, settings on its input."""

import gc
import socket
import sys

import msgspec
from joserfc.jwk import KeySet

from deploy.local.programs import serve
from libs.common.collector import collect_rarely
from libs.common.testing.web import settings_for
from libs.common.web.keys import KnownKeys


class Setting(msgspec.Struct):
    url: str
    listener: int
    """Descriptor of the socket to serve on."""
    statement: str = ""
    """What the peer inserts with."""
    keys: dict[str, list[dict[str, str]]] = {}
    """The issuer's public keys (JWKS)."""


def main(name: str) -> None:
    setting = msgspec.json.decode(sys.stdin.buffer.read(), type=Setting)
    listener = socket.socket(fileno=setting.listener)
    if name == "ours":
        from services.intake.app import build_api

        app = build_api(settings_for(setting.url, requests_per_minute=100_000_000))
        app.state.authenticator.keys = KnownKeys(KeySet.import_key_set(setting.keys))  # type: ignore[arg-type]
    else:
        from tests.bench.intake.minimal import application

        app = application(setting.url, setting.statement)
    if name != "minimal":
        collect_rarely()
        gc.freeze()
    serve(app, listener)


if __name__ == "__main__":
    main(sys.argv[1])
