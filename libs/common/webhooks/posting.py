"""One message to one address: signed, without following redirects, within ten seconds (Standard Webhooks)."""

import asyncio
import base64
import hmac
import secrets
import ssl
import time
from dataclasses import dataclass
from hashlib import sha256

import httpx

from libs.common.webhooks.guard import AddressRefused, Guard

LONGEST_S = 10.0
_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int | None
    """None where there was no answer."""
    error: str | None

    @property
    def taken(self) -> bool:
        return self.error is None


class Poster:
    """A connection for each message: one that was kept open was proven for the name that it was opened for,
    while the pool knows it by its number only.
    """

    def __init__(self, guard: Guard, *, longest: float = LONGEST_S) -> None:
        self._guard = guard
        self._longest = longest
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=longest,
            verify=ssl.create_default_context(),
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def post(self, url: str, *, secret: str, message_id: str, body: bytes) -> Outcome:
        """Never raises for what the other side does: whatever isn't 2xx in time was not taken."""
        try:
            async with asyncio.timeout(self._longest):
                return await self._post(url, signed(secret, message_id, body), body)
        except AddressRefused as refused:
            return Outcome(None, f"refused: {refused}")
        except TimeoutError:
            return Outcome(None, f"no answer within {self._longest:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as failure:
            return Outcome(None, type(failure).__name__)

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> Outcome:
        """The answer's body isn't read: its status is all that counts."""
        target = await self._guard.admit(url)
        sent = self._client.build_request(
            "POST",
            target.url,
            content=body,
            headers={"Host": target.authority, "Content-Type": "application/json", **headers},
            extensions={"sni_hostname": target.host},
        )
        answer = await self._client.send(sent, stream=True)
        await answer.aclose()
        return Outcome(answer.status_code, None if answer.is_success else f"answered {answer.status_code}")

    async def close(self) -> None:
        await self._client.aclose()


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signed(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The three headers by which the receiver knows that it was us, and when; machine time."""
    at = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, b".".join([message_id.encode(), at.encode(), body]), sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
