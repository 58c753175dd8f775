"""Access tokens as RFC 9068 has them; anything else is 401 (XC-04, XC-05)."""

import time
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet, OKPKey

from libs.common.testing.web import AUDIENCE, ISSUER, signing_key, token
from libs.common.web.auth import Authenticator
from libs.common.web.keys import KnownKeys, PublishedKeys, UnknownKey
from libs.common.web.problems import Unavailable
from libs.common.web.refusals import Unauthenticated


def authenticator(*keys: OKPKey | ECKey) -> Authenticator:
    return Authenticator(
        issuer=ISSUER, audience=AUDIENCE, keys=KnownKeys(KeySet(list(keys or (signing_key(),))))
    )


async def test_a_token_tells_who_asks() -> None:
    given = token("partner", subject="p", partner_id="0190a1b2-0000-7000-8000-000000000001")
    actor = await authenticator().actor(f"Bearer {given}")
    assert (actor.subject, actor.roles) == ("p", frozenset({"partner"}))
    assert str(actor.partner_id).startswith("0190a1b2")
    assert actor.outlet_id is None


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "someone"},
        {"aud": "another"},
        {"aud": None},
        {"exp": time.time() - 60},
        {"exp": "tomorrow"},
        {"nbf": time.time() + 86_400},
        {"sub": ""},
        {"sub": 5},
        {"roles": "agent"},
        {"partner_id": "mine"},
        {"partner_id": 5},
        {"header": {"typ": "JWT"}},
        {"header": {"kid": "unknown"}},
        {"header": {"alg": "none"}},
    ],
)
async def test_a_token_with_a_flaw_signs_nobody_in(changes: dict[str, Any]) -> None:
    header = changes.get("header", {})
    if header.get("alg") == "none":
        given = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoidGVzdCJ9.e30."
    else:
        given = token("agent", **changes)
    with pytest.raises(Unauthenticated):
        await authenticator().actor(f"Bearer {given}")


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer é", "Bearer " + "x" * 9000],
)
async def test_no_token_signs_nobody_in(authorization: str | None) -> None:
    with pytest.raises(Unauthenticated):
        await authenticator().actor(authorization)


async def test_a_key_of_somebody_else_signs_nobody_in() -> None:
    stranger = OKPKey.generate_key("Ed25519", {"kid": "test"})
    with pytest.raises(Unauthenticated):
        await authenticator().actor(f"Bearer {token('agent', key=stranger)}")


class Issuer:
    """A JWKS address whose keys change and which may be away."""

    def __init__(self, *keys: OKPKey) -> None:
        self.keys = list(keys)
        self.away = False
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.away:
            raise httpx.ConnectError("away", request=request)
        return httpx.Response(200, json=KeySet(list(self.keys)).as_dict(private=False))


async def test_keys_are_read_once_and_again_for_an_unknown_one() -> None:
    old, new = (OKPKey.generate_key("Ed25519", {"kid": kid}) for kid in ("old", "new"))
    issuer = Issuer(old)
    keys = PublishedKeys("https://issuer.test/jwks", transport=httpx.MockTransport(issuer), pause=0)
    assert (await keys.find("old")).kid == "old"
    assert (await keys.find("old")).kid == "old"
    assert issuer.asked == 1
    with pytest.raises(UnknownKey):
        await keys.find("new")
    issuer.keys.append(new)
    assert (await keys.find("new")).kid == "new"


async def test_known_keys_stay_good_while_the_issuer_is_away() -> None:
    issuer = Issuer(signing_key())
    issuer.away = True
    keys = PublishedKeys("https://issuer.test/jwks", transport=httpx.MockTransport(issuer), pause=0)
    with pytest.raises(Unavailable):
        await keys.find("test")
    issuer.away = False
    await keys.find("test")
    issuer.away = True
    assert (await keys.find("test")).kid == "test"
    with pytest.raises(Unavailable):
        await keys.find("unknown")
