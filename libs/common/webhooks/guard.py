"""Where a message may go: nobody outside makes this house knock at doors inside it (SSRF)."""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from libs.common.settings import Settings

Address = IPv4Address | IPv6Address
_NAT64 = ip_network("64:ff9b::/96")
_LOOK_UP_S = 5.0


class AddressRefused(ValueError):
    """The address isn't one that we call; its text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address, with the machine that its name stood for when it was looked up."""

    scheme: str
    host: str
    port: int
    path: str
    machine: str

    @property
    def url(self) -> str:
        """By number: between check and call nobody can point the name elsewhere."""
        machine = f"[{self.machine}]" if ":" in self.machine else self.machine
        return f"{self.scheme}://{machine}:{self.port}{self.path}"

    @property
    def authority(self) -> str:
        """For the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Guard:
    """`hosts` may be called without TLS and at private addresses; all others with https and in public."""

    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            frozenset(name.strip().lower() for name in settings.callback_hosts.split(",") if name.strip())
        )

    async def admit(self, url: str) -> Target:
        """Raises `AddressRefused`, or `OSError` where the name can't be looked up just now."""
        scheme, host, port, path = self.read(url)
        machines = await _look_up(host, port)
        if host not in self.hosts and not all(map(_is_public, machines)):
            raise AddressRefused("the host stands for an address that is not public")
        return Target(scheme, host, port, path, str(machines[0]))

    def read(self, url: str) -> tuple[str, str, int, str]:
        """Scheme, host, port, path with query. Raises `AddressRefused` for what no look-up can mend."""
        if not url.isascii() or any(c.isspace() or not c.isprintable() or c == "\\" for c in url):
            raise AddressRefused("write it in printable ASCII")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise AddressRefused("not an address") from None
        if parts.scheme not in _PORTS or not host:
            raise AddressRefused("give an https address")
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise AddressRefused("no user, password or fragment in it")
        if parts.scheme != "https" and host not in self.hosts:
            raise AddressRefused("give an https address")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return parts.scheme, host, port or _PORTS[parts.scheme], path


async def _look_up(host: str, port: int) -> list[Address]:
    """All machines of a name. Raises `OSError`."""
    looking = asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(looking, _LOOK_UP_S)
    except UnicodeError:
        raise AddressRefused("not an address") from None
    return list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))


def _is_public(address: Address) -> bool:
    return all(each.is_global and not each.is_multicast for each in _meant(address))


def _meant(address: Address) -> Iterable[Address]:
    """The address and the older one that it carries inside."""
    yield address
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        yield from (each for each in inner if each is not None)
        if address in _NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)
