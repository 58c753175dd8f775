"""A test issuer, settings and clients for a service's application, without a network."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import httpx
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from pydantic import SecretStr

from libs.common.settings import Settings
from libs.common.web.keys import KnownKeys

ISSUER = "https://issuer.test"
AUDIENCE = "aftercare"


@lru_cache(maxsize=1)
def signing_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "test", "alg": "Ed25519", "use": "sig"})


def token(
    role: str | None = "agent",
    *,
    subject: str | None = None,
    expires_in: float = 3600,
    key: OKPKey | None = None,
    header: Mapping[str, Any] | None = None,
    **claims: Any,
) -> str:
    """An access token as RFC 9068 has it; `claims` replace or add, e.g. `partner_id`."""
    signed_by = key or signing_key()
    now = int(time.time())
    body = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject or role or "nobody",
        "iat": now,
        "exp": now + expires_in,
        "client_id": "test",
        "scope": "",
        "roles": [role] if role else [],
    }
    names = {"alg": "Ed25519", "typ": "at+jwt", "kid": signed_by.kid, **(header or {})}
    return jwt.encode(names, {**body, **claims}, signed_by, algorithms=["Ed25519", "EdDSA"])


def settings_for(database_url: str, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": SecretStr(database_url),
        "kafka_bootstrap": "127.0.0.1:1",
        "issuer": ISSUER,
        "jwks_url": "http://127.0.0.1:1/jwks.json",
        "embedded": True,
        "survey_secret": SecretStr("test secret of at least 32 bytes!"),
        **changes,
    }
    return Settings(**values)


@asynccontextmanager
async def client(
    app: FastAPI,
    role: str | None = "agent",
    *,
    headers: Mapping[str, str] | None = None,
    **claims: Any,
) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to `app` in this process, signed in as `role`; None signs in nobody."""
    app.state.authenticator.keys = KnownKeys(KeySet([signing_key()]))
    signed_in = {"Authorization": f"Bearer {token(role, **claims)}"} if role else {}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers={**signed_in, **(headers or {})}
    ) as opened:
        yield opened
