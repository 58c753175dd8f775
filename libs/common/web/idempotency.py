"""Idempotency-Key on every POST: the same request twice has one effect and one answer (XC-04).

A try-lock instead of an INSERT claim, as that would wait for the first request instead of answering 409.
The answer is kept in the transaction of its effect; refusals and failures leave nothing, so their key is free
again. Rows carry machine time and go after a day.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from libs.common.web.edge import Edge
from libs.common.web.problems import Invalid, Refusal
from libs.common.web.sealing import name_of, seal, unseal

LONGEST_KEY = 255
KEPT_HEADERS = ("content-type", "etag", "location", "link", "content-language")

_CLAIM = text(
    "SELECT pg_try_advisory_xact_lock(:lock) AS free, kept.fingerprint, kept.status, kept.headers, kept.body"
    " FROM (VALUES (1)) AS one LEFT JOIN idempotency AS kept"
    " ON kept.caller = :caller AND kept.method = :method AND kept.path = :path AND kept.key = :key"
)
_KEEP = text(
    "INSERT INTO idempotency (caller, method, path, key, fingerprint, status, headers, body, created_at)"
    " VALUES (:caller, :method, :path, :key, :fingerprint, :status, CAST(:headers AS jsonb), :body,"
    " clock_timestamp())"
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


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to be the first request with a key, held until the transaction ends."""

    key: str
    scope: dict[str, str]
    fingerprint: bytes
    answer: Response | None
    """The first request's answer, where there was one."""

    async def keep(self, session: AsyncSession, answer: Response) -> None:
        """Only what succeeded, and whose body is at hand, is kept."""
        if self.answer is None and 200 <= answer.status_code < 300 and hasattr(answer, "body"):
            headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
            kept = {
                **self.scope,
                "fingerprint": self.fingerprint,
                "status": answer.status_code,
                "headers": json.dumps(headers),
                "body": seal(self.key, bytes(answer.body)),
            }
            try:
                await session.execute(_KEEP, kept)
            except IntegrityError:  # the first request ended between our look and our lock
                raise InProgress from None


async def claim(request: Request, edge: Edge, raw: bytes) -> Claim | None:
    """None without a key. Raises `InProgress`, `KeyReused`, `Invalid` for a key that is none."""
    given = request.headers.get("idempotency-key")
    if request.method != "POST" or given is None:
        return None
    key = _key(given)
    caller, path = edge.act.actor.subject, request.scope["path"]
    scope = {"caller": caller, "method": "POST", "path": path, "key": name_of(key)}
    fingerprint = hashlib.sha256(request.scope["query_string"] + b"\0" + raw).digest()
    row = (await edge.session.execute(_CLAIM, {**scope, "lock": _lock(scope)})).one()
    if not row.free:
        raise InProgress
    if row.fingerprint is None:
        return Claim(key, scope, fingerprint, None)
    if bytes(row.fingerprint) != fingerprint:
        raise KeyReused
    return Claim(key, scope, fingerprint, _first_answer(row, key))


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


def _lock(scope: dict[str, str]) -> int:
    digest = hashlib.sha256("\0".join(scope.values()).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _first_answer(row: Row[Any], key: str) -> Response:
    return Response(
        unseal(key, bytes(row.body)),
        status_code=row.status,
        headers={**row.headers, "Idempotency-Replayed": "true"},
    )
