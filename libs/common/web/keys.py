"""The issuer's public keys: fetched when first needed and again when a token names an unknown one."""

import asyncio
import time
from typing import Protocol

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, KeySetSerialization

from libs.common.web.problems import Unavailable

_FRESH_FOR = 600.0


class UnknownKey(Exception):
    """The issuer publishes no key of this id."""


class Keys(Protocol):
    async def find(self, key_id: str) -> Key:
        """Raises `UnknownKey`, or `Unavailable` while the keys can't be read."""
        ...


class KnownKeys:
    """Keys that are at hand, e.g. of the test issuer."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = keys

    async def find(self, key_id: str) -> Key:
        return _pick(self._keys, key_id)


class PublishedKeys:
    """Keys behind a JWKS address; known ones stay good while the issuer is away. Machine time."""

    def __init__(
        self, url: str, *, transport: httpx.AsyncBaseTransport | None = None, pause: float = 1.0
    ) -> None:
        """`pause`: seconds for which an unknown key asks the issuer no second time."""
        self._url = url
        self._pause = pause
        self._transport = transport
        self._keys: KeySet | None = None
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> Key:
        known = await self._current()
        try:
            return _pick(known, key_id)
        except UnknownKey:
            return _pick(await self._fetched(older_than=self._pause), key_id)

    async def _current(self) -> KeySet:
        try:
            return await self._fetched(older_than=_FRESH_FOR)
        except Unavailable:
            if self._keys is None:
                raise
            return self._keys

    async def _fetched(self, *, older_than: float) -> KeySet:
        async with self._lock:
            if self._keys is None or time.monotonic() - self._read_at > older_than:
                self._keys = await self._read()
                self._read_at = time.monotonic()
            return self._keys

    async def _read(self) -> KeySet:
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=3.0, trust_env=False) as client:
                answer = (await client.get(self._url)).raise_for_status()
            document: KeySetSerialization = answer.json()
            return KeySet.import_key_set(document)
        except (httpx.HTTPError, httpx.InvalidURL, JoseError, ValueError, KeyError, TypeError):
            raise Unavailable(retry_after=2) from None


def _pick(keys: KeySet, key_id: str) -> Key:
    for key in keys.keys:
        if key.kid == key_id or (not key_id and len(keys.keys) == 1):
            return key
    raise UnknownKey(key_id)
