"""The embedded issuer: a key of its own, tokens for demo users and for partners' programs (RFC 9068)."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from libs.common.roles.table import role_table

DEMO_PASSWORD = "demo"  # noqa: S105 - printed at start, one machine only
LIFETIME_S = 8 * 3600
_ALGORITHM = "Ed25519"


class Clients(Protocol):
    """Who knows the partners' pairs of client id and secret."""

    async def claims(self, client_id: str, client_secret: str) -> Mapping[str, Any] | None:
        """`roles`, `partner_id`, `outlet_id` of the pair; None where it is wrong."""
        ...


class NoClients:
    async def claims(self, client_id: str, client_secret: str) -> Mapping[str, Any] | None:  # noqa: ARG002
        return None


def demo_users() -> tuple[str, ...]:
    """One for each role of the staff, named after it."""
    return tuple(role for role in role_table().roles if role != "partner")


@dataclass(frozen=True)
class Issuer:
    name: str
    audience: str
    key: OKPKey

    def token(self, subject: str, claims: Mapping[str, Any]) -> str:
        """Times are machine time: moving the clock ends no token (XC-08)."""
        now = int(time.time())
        body = {
            "iss": self.name,
            "aud": self.audience,
            "sub": subject,
            "client_id": claims.get("client_id", "aftercare"),
            "iat": now,
            "exp": now + LIFETIME_S,
            "scope": "",
            **claims,
        }
        header = {"alg": _ALGORITHM, "typ": "at+jwt", "kid": self.key.kid}
        return jwt.encode(header, body, self.key, algorithms=[_ALGORITHM])

    @property
    def keys(self) -> KeySet:
        return KeySet([self.key])

    def published(self) -> dict[str, Any]:
        """The JWKS document: public parts only."""
        return {"keys": [self.key.as_dict(private=False)]}


def open_key(path: Path) -> OKPKey:
    """The key kept in `path`, made at the first start, for its owner only."""
    if not path.exists():
        key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": _ALGORITHM}, auto_kid=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(key.as_dict(private=True), file)
        unfinished.rename(path)
    return OKPKey.import_key(json.loads(path.read_text()))
