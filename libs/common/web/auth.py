"""Who is asking: RFC 9068 access tokens of one trusted issuer, checked by its published keys (XC-05)."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jws, jwt
from joserfc.errors import JoseError

from libs.common.act import Actor
from libs.common.web.keys import Keys, UnknownKey
from libs.common.web.refusals import InvalidToken, Unauthenticated

ALGORITHMS = ["Ed25519", "EdDSA", "ES256"]
_LEEWAY = 5
_REMEMBERED = 4096
_TRUSTED_FOR = 60.0
_LONGEST = 8192


@dataclass
class Authenticator:
    """Turns bearer tokens into actors. Machine time only: a moved business clock ends no token (XC-08)."""

    issuer: str
    audience: str
    keys: Keys

    def __post_init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, Actor]] = OrderedDict()

    async def actor(self, authorization: str | None) -> Actor:
        """Raises `Unauthenticated`, or `Unavailable` while the issuer's keys can't be read."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        until, actor = self._known.get(token, (0.0, None))
        if actor and time.time() < until:
            return actor
        claims = await self._claims(token)
        actor = self._actor(claims)
        self._remember(token, min(claims["exp"], time.time() + _TRUSTED_FOR), actor)
        return actor

    async def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST or not token.isascii():
            raise InvalidToken
        try:
            key = await self.keys.find(_key_id(token))
            read = jwt.decode(token, key, algorithms=ALGORITHMS)
        except (JoseError, UnknownKey, ValueError, TypeError, KeyError):
            raise InvalidToken from None
        if not (_is_access_token(read.header) and self._is_ours(read.claims)):
            raise InvalidToken
        return read.claims

    def _is_ours(self, claims: Mapping[str, Any]) -> bool:
        audiences = claims.get("aud")
        audiences = [audiences] if isinstance(audiences, str) else audiences
        now, expires, not_before = time.time(), claims.get("exp"), claims.get("nbf", 0)
        return (
            claims.get("iss") == self.issuer
            and isinstance(audiences, list)
            and self.audience in audiences
            and isinstance(expires, int | float)
            and isinstance(not_before, int | float)
            and not_before - _LEEWAY <= now < expires + _LEEWAY
        )

    def _actor(self, claims: Mapping[str, Any]) -> Actor:
        subject, roles = claims.get("sub"), claims.get("roles", [])
        if not (subject and isinstance(subject, str) and isinstance(roles, list)):
            raise InvalidToken
        try:
            return Actor(
                subject=subject,
                roles=frozenset(role for role in roles if isinstance(role, str)),
                partner_id=_uuid(claims.get("partner_id")),
                outlet_id=_uuid(claims.get("outlet_id")),
            )
        except (ValueError, AttributeError, TypeError):
            raise InvalidToken from None

    def _remember(self, token: str, until: float, actor: Actor) -> None:
        self._known[token] = (until, actor)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _key_id(token: str) -> str:
    return str(jws.extract_compact(token.encode()).headers().get("kid", ""))


def _is_access_token(header: Mapping[str, Any]) -> bool:
    return str(header.get("typ", "")).lower().removeprefix("application/") == "at+jwt"


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None
