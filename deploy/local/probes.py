"""How the launcher knows that a child is ready."""

import http.client
import mmap

from deploy.local.ports import LOOPBACK


def answers_ok(port: int, path: str) -> bool:
    """Whether `GET path` answers 200. Waits a moment for a server that is only now coming up."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Flag:
    """One bit that a forked child raises and its parent sees."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 1)

    def lower(self) -> None:
        self._shared[0] = 0

    def lift(self) -> None:
        self._shared[0] = 1

    def is_up(self) -> bool:
        return self._shared[0] == 1
