"""Sockets on the loopback interface."""

import contextlib
import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LOWEST = 15000
_BACKLOG = 2048


def listen(port: int) -> socket.socket:
    """A listening socket for children to inherit. Raises `OSError` when the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def listen_anywhere() -> socket.socket:
    """Listen on a free port below those that the kernel gives to outgoing connections.

    There a server that restarts always finds its port free: no client can have been given it meanwhile,
    and a client that tries a dead server's port can't be connected to itself.
    """
    lowest_outgoing = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.sample(range(_LOWEST, max(lowest_outgoing, _LOWEST + 1000)), 100):
        with contextlib.suppress(OSError):
            return listen(port)
    raise OSError("no free port on the loopback interface")


def free_port() -> int:
    """A port nobody listens on now, for a program that binds it itself."""
    with listen_anywhere() as probe:
        return port_of(probe)


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
