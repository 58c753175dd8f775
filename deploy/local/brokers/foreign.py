"""Somebody else's broker: used, never started or stopped."""

import socket

from deploy.local.errors import CannotStart


class Foreign:
    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap

    def start(self) -> None:
        """Raises `CannotStart` when none of its addresses answers."""
        if not any(_answers(address) for address in self.bootstrap.split(",")):
            raise CannotStart(f"No broker answers at KAFKA_BOOTSTRAP={self.bootstrap}.")

    def stop(self) -> None:
        pass


def _answers(address: str) -> bool:
    host, _, port = address.strip().rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True
