"""Intake as a process: `python -m tests.bench.intake.served`, with what it needs to know on its input."""

import gc
import socket
import sys

import msgspec
from joserfc.jwk import KeySet, KeySetSerialization

from deploy.local.programs import serve
from libs.common.collector import collect_rarely
from libs.common.testing.web import settings_for
from libs.common.web.keys import KnownKeys
from services.intake.app import build_api


class Setting(msgspec.Struct):
    url: str
    listener: int
    """Descriptor of the socket to serve on."""
    keys: dict[str, list[dict[str, str]]]
    """The issuer's public keys (JWKS)."""


def main() -> None:
    setting = msgspec.json.decode(sys.stdin.buffer.read(), type=Setting)
    app = build_api(settings_for(setting.url, requests_per_minute=100_000_000))
    keys: KeySetSerialization = setting.keys  # type: ignore[assignment]
    app.state.authenticator.keys = KnownKeys(KeySet.import_key_set(keys))
    collect_rarely()
    gc.freeze()
    serve(app, socket.socket(fileno=setting.listener))


if __name__ == "__main__":
    main()
