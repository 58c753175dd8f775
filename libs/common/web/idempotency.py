"""Idempotency-Key on every POST: the same request twice has one effect and one answer (XC-04).

A try-lock instead of an INSERT claim, as that would wait for the first request instead of answering 409.
The answer is kept in the transaction of its effect; refusals and failures leave nothing, so their key is free
again. Rows carry machine time and go after a day.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from asyncpg import UniqueViolationError
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from libs.common.prepared import Prepared
from libs.common.web.problems import Invalid, Refusal
from libs.common.web.sealing import name_of, seal, unseal

LONGEST_KEY = 255
KEPT_HEADERS = ("content-type", "etag", "location", "link", "content-language")

_CLAIM = text(
    "SELECT pg_try_advisory_xact_lock(:lock) AS free, kept.fingerprint, kept.status, kept.headers, kept.body"
    " FROM (VALUES (1)) AS one LEFT JOIN idempotency AS kept"
    " ON kept.caller = :caller AND kept.method = :method AND kept.path = :path AND kept.key = :key"
)
_CLAIM_ALL = text(
    "SELECT pg_try_advisory_xact_lock(lock) AND (SELECT kept.key FROM idempotency AS kept"
    " WHERE kept.caller = asked.caller AND kept.method = asked.method AND kept.path = asked.path"
    " AND kept.key = asked.key) IS NULL AS first"
    " FROM unnest(CAST(:locks AS bigint[]), CAST(:callers AS text[]), CAST(:methods AS text[]),"
    " CAST(:paths AS text[]), CAST(:keys AS text[]))"
    " WITH ORDINALITY AS asked (lock, caller, method, path, key, number) ORDER BY number"
)
"""Not a join: it was planned while the table was small, and read all of it until it was analysed."""
_KEEP = Prepared(
    "INSERT INTO idempotency (caller, method, path, key, fingerprint, status, headers, body, created_at)"
    " SELECT caller, method, path, key, fingerprint, status, CAST(headers AS jsonb), body, clock_timestamp()"
    " FROM unnest(CAST(:callers AS text[]), CAST(:methods AS text[]), CAST(:paths AS text[]),"
    " CAST(:keys AS text[]), CAST(:fingerprints AS bytea[]), CAST(:statuses AS int[]),"
    " CAST(:headers AS text[]), CAST(:bodies AS bytea[]))"
    " AS answered (caller, method, path, key, fingerprint, status, headers, body)"
)
_FORGET = text("DELETE FROM idempotency WHERE created_at < clock_timestamp() - interval '1 day'")


class KeyReused(Refusal):
    status = 422
    code = "idempotency_key_reused"
    zh = "此 Idempotency-Key 已用于另一内容的请求。"
    en = "This Idempotency-Key was used with another body."


class InProgress(Refusal):
    code = "idempotency_in_progress"
    zh = "使用此 Idempotency-Key 的首个请求仍在处理。"
    en = "The first request with this Idempotency-Key is still running."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class Claim(NamedTuple):
    """To be the first request with a key; granted until the transaction ends."""

    key: str
    scope: dict[str, str]
    fingerprint: bytes
    lock: int

    @classmethod
    def of(cls, request: Request, caller: str, raw: bytes) -> "Claim | None":
        """None where no key is given. Raises `Invalid` for one that is none."""
        given = request.headers.get("idempotency-key")
        if request.method != "POST" or given is None:
            return None
        key = _key(given)
        scope = {"caller": caller, "method": "POST", "path": request.scope["path"], "key": name_of(key)}
        fingerprint = hashlib.sha256(request.scope["query_string"] + b"\0" + raw).digest()
        digest = hashlib.sha256("\0".join(scope.values()).encode()).digest()
        return cls(key, scope, fingerprint, int.from_bytes(digest[:8], signed=True))


async def first_answer(session: AsyncSession, claim: Claim) -> Response | None:
    """None if this is the first request with its key. Raises `InProgress`, `KeyReused`."""
    row = (await session.execute(_CLAIM, {**claim.scope, "lock": claim.lock})).one()
    if not row.free:
        raise InProgress
    if row.fingerprint is None:
        return None
    if bytes(row.fingerprint) != claim.fingerprint:
        raise KeyReused
    return _first_answer(row, claim.key)


async def are_first(session: AsyncSession, claims: Sequence[Claim]) -> list[bool]:
    """Which of them, all of different keys, are the first with their key, and no other is at work.

    By SQLAlchemy, as it begins their transaction (`prepared.driver_of`).
    """
    if not claims:
        return []
    asked = {"locks": [claim.lock for claim in claims], **_scopes(claims)}
    return list(await session.scalars(_CLAIM_ALL, asked))


async def keep(session: AsyncSession, answers: Sequence[tuple[Claim, Response]]) -> None:
    """Only what succeeded, and whose body is at hand, is kept. Raises `InProgress`."""
    kept = [(claim, answer) for claim, answer in answers if _can_be_kept(answer)]
    if not kept:
        return
    columns = {
        **_scopes([claim for claim, _ in kept]),
        "fingerprints": [claim.fingerprint for claim, _ in kept],
        "statuses": [answer.status_code for _, answer in kept],
        "headers": [json.dumps(_kept_headers(answer)) for _, answer in kept],
        "bodies": [seal(claim.key, bytes(answer.body)) for claim, answer in kept],
    }
    try:
        await _KEEP.rows(session, **columns)
    except UniqueViolationError:  # the first request ended between our look and our lock
        raise InProgress from None


def _can_be_kept(answer: Response) -> bool:
    return 200 <= answer.status_code < 300 and hasattr(answer, "body")


def _kept_headers(answer: Response) -> dict[str, str]:
    return {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}


def _scopes(claims: Sequence[Claim]) -> dict[str, list[str]]:
    parts = ("caller", "method", "path", "key")
    return {f"{part}s": [claim.scope[part] for claim in claims] for part in parts}


async def forget_old(session: AsyncSession) -> None:
    """Drop the answers of more than a day ago, by the database's clock."""
    await session.execute(_FORGET)


def _key(given: str) -> str:
    key = given.strip()
    if len(key) >= 2 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid.field("/Idempotency-Key", "idempotency_key", f"1 to {LONGEST_KEY} printable characters")
    return key


def _first_answer(row: Row[Any], key: str) -> Response:
    return Response(
        unseal(key, bytes(row.body)),
        status_code=row.status,
        headers={**row.headers, "Idempotency-Replayed": "true"},
    )
