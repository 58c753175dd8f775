"""Sockets on the loopback interface."""

import contextlib
import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LOWEST = 15000


def listen(port: int = 0, *, backlog: int = 2048) -> socket.socket:
    """A listening socket that children may inherit; port 0 takes a free one. Raises `OSError` when taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(backlog)
    except OSError:
        listener.close()
        raise
    return listener


def free_port() -> int:
    """A port nobody listens on now, below those that the kernel gives to outgoing connections.

    There a server that restarts always finds its port free: no client can have been given it meanwhile,
    and a client that tries a dead server's port can't be connected to itself.
    """
    lowest_outgoing = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.sample(range(_LOWEST, max(lowest_outgoing, _LOWEST + 1000)), 100):
        with contextlib.suppress(OSError):
            listen(port).close()
            return port
    raise OSError("no free port on the loopback interface")


def answers(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
