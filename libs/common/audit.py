"""The audit trail: what changed, by whom and from where, hash-chained per aggregate (XC-06).

Values that could tell who somebody is are in the chain only as SHA-256 with the aggregate's own salt, which
no entry holds: nobody can try out telephone numbers, while a value that is claimed can be held against the
chain until erasure takes the salt. So erasing the data leaves the chain whole. Entries of old have `sha256:`,
without a salt.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import event, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstanceState, Session

from libs.common.act import Act
from libs.common.database import Aggregate, new_salt

Changes = dict[str, tuple[Any, Any]]
"""Value before and after, by the attribute's name."""

_PLAIN = (bool, int, UUID, date, datetime, time, Decimal, float)
_NEVER = ("id", "version", "salt")
_SHORT_WORD = re.compile(r"[a-z][a-z_]{0,31}|[A-Z]{1,3}-?\d{6,8}-\d{4,6}")
_to_json = msgspec.json.Encoder(order="deterministic").encode


def entry(act: Act, aggregate: "Aggregate | _Noted", *, verb: str, changes: Changes) -> str:
    """The text that is chained: when, who, from where, what."""
    personal, salt = _personal(aggregate), aggregate.salt or new_salt()
    shown = {
        name: [
            None if before is None else _shown(before, name in personal, salt),
            None if after is None else _shown(after, name in personal, salt),
        ]
        for name, (before, after) in changes.items()
        if name not in _NEVER
    }
    return _written(act, aggregate, verb, shown)


def entry_of_new(act: Act, aggregate: "Aggregate", *, verb: str, values: Mapping[str, Any]) -> str:
    """The same of one that wasn't there before; `values` are those that are more than a column's default."""
    personal, salt = _personal(aggregate), aggregate.salt or new_salt()
    shown = {
        name: [None, _shown(value, name in personal, salt)]
        for name, value in values.items()
        if name not in _NEVER
    }
    return _written(act, aggregate, verb, shown)


def _personal(aggregate: "Aggregate | _Noted") -> frozenset[str]:
    return getattr(type(aggregate), "personal", frozenset())


def _written(act: Act, aggregate: "Aggregate | _Noted", verb: str, shown: dict[str, list[Any]]) -> str:
    return _to_json(
        {
            "when": act.now,
            "who": act.actor.subject,
            "verb": verb,
            "from": act.source,
            "request": act.request_id,
            "id": aggregate.id,
            "version": aggregate.version,
            "changes": shown,
        }
    ).decode()


@dataclass(frozen=True, slots=True)
class _Noted:
    id: UUID
    version: int
    salt: None = None


async def note(
    session: AsyncSession, *, act: Act, subject: UUID, of: str, verb: str, changes: Changes
) -> None:
    """An entry about something that is no aggregate; `subject` has a chain of its own."""
    last = await session.scalar(_LAST, {"subject": subject})
    noted = _Noted(subject, (last or 0) + 1)
    text_ = entry(act, noted, verb=verb, changes=changes)
    parameters = {"subject": subject, "version": noted.version, "of": of, "entry": text_}
    await session.execute(_NOTE, parameters)


def remember(session: Session, aggregate: Aggregate) -> Changes:
    """Add what has changed since the last flush to what the session remembers of the aggregate."""
    state: InstanceState[Aggregate] = inspect(aggregate)
    remembered: Changes = session.info.setdefault("changes", {}).setdefault(state, {})
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if history.has_changes():
            before = remembered[column.key][0] if column.key in remembered else _only(history.deleted)
            remembered[column.key] = (before, _only(history.added))
    return remembered


def forget(session: Session, aggregate: Aggregate) -> None:
    session.info["changes"].pop(inspect(aggregate), None)


@event.listens_for(Session, "before_flush")
def _remember_before_flush(session: Session, *_context: Any) -> None:
    """A query in the middle of a use case flushes, and SQLAlchemy then forgets what was before."""
    for changed in (*session.dirty, *session.new):
        if isinstance(changed, Aggregate):
            remember(session, changed)


async def verify(session: AsyncSession) -> list[str]:
    """Recompute every chain and every day's anchor; returns a line for each break, none if all is whole.

    Each aggregate's row says how far its chain goes, so an end that is cut off is missed at once; of what is
    no aggregate (`note`) and of rows that went with their chain when the day's anchor is there.
    """
    links = await session.execute(text(_BROKEN_LINKS))
    ends = [end for table in await session.scalars(text(_TABLES)) for end in await _cut_off(session, table)]
    days = await session.execute(text(_BROKEN_ANCHORS))
    return [
        *(f"{row.aggregate} {row.aggregate_id} version {row.version}" for row in links),
        *ends,
        *(f"anchor of {row.day}" for row in days),
    ]


async def _cut_off(session: AsyncSession, table: str) -> list[str]:
    found = await session.execute(text(_CUT_OFF.format(table=table)))
    return [f"{table} {row.id} is at version {row.version}, its chain at {row.head}" for row in found]


async def anchor(session: AsyncSession) -> None:
    """Fix the heads of all chains that moved on each finished day; an hour's grace lets late commits in."""
    await session.execute(text(_ANCHOR))


def salted(value: Any, salt: bytes) -> str:
    """What stands in an entry for a value that is not shown."""
    return f"salted:{sha256(salt + _to_json(value)).hexdigest()}"


def _shown(value: Any, personal: bool, salt: bytes) -> Any:
    if not personal and type(value) in _PLAIN:
        return value
    plain = value.value if isinstance(value, Enum) else value
    if plain is None or (not personal and _tells_nobody(plain)):
        return plain
    return salted(plain, salt)


def _tells_nobody(value: Any) -> bool:
    if isinstance(value, str):
        return _SHORT_WORD.fullmatch(value) is not None
    return isinstance(value, _PLAIN)


def _only(values: Iterable[Any] | None) -> Any:
    return next(iter(values or ()), None)


_LAST = text("SELECT max(version) FROM audit WHERE aggregate_id = :subject")
_NOTE = text("""
    INSERT INTO audit (aggregate_id, version, aggregate, entry, hash)
    SELECT :subject, :version, :of, CAST(CAST(:entry AS text) AS json), sha256(
        coalesce((SELECT hash FROM audit WHERE aggregate_id = :subject ORDER BY version DESC LIMIT 1), '')
        || convert_to(CAST(:entry AS text), 'UTF8'))""")

_BROKEN_LINKS = """
    SELECT aggregate, aggregate_id, version FROM (
        SELECT *, sha256(coalesce(lag(hash) OVER chain, '') || convert_to(entry::text, 'UTF8')) AS expected
        FROM audit WINDOW chain AS (PARTITION BY aggregate_id ORDER BY version)
    ) AS link
    WHERE hash <> expected OR (entry->>'version')::int <> version OR (entry->>'id')::uuid <> aggregate_id
    ORDER BY aggregate_id, version"""

_TABLES = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name IN ('id', 'version', 'salt')
    GROUP BY table_name HAVING count(*) = 3 ORDER BY table_name"""
_CUT_OFF = """
    SELECT id, version, head FROM (
        SELECT id, version, coalesce(
            (SELECT max(audit.version) FROM audit WHERE aggregate_id = aggregate.id), 0) AS head
        FROM "{table}" AS aggregate
    ) AS ends
    WHERE version <> head ORDER BY id"""

_HEADS_SINCE = """
    SELECT day, count(*) AS heads,
           string_agg(concat_ws(' ', aggregate_id, version, hash), ',' ORDER BY aggregate_id) AS list
    FROM (
        SELECT DISTINCT ON (day, aggregate_id)
               (recorded_at AT TIME ZONE 'UTC')::date AS day, aggregate_id, version, hash
        FROM audit WHERE recorded_at >= {since} ORDER BY day, aggregate_id, version DESC
    ) AS head
    GROUP BY day"""
_ALL_HEADS = _HEADS_SINCE.format(since="'-infinity'")
_NEW_HEADS = _HEADS_SINCE.format(
    since="(SELECT coalesce(max(day) + 1, '-infinity')::timestamp AT TIME ZONE 'UTC' FROM audit_anchors)"
)

_ANCHOR = f"""
    INSERT INTO audit_anchors (day, heads, hash)
    SELECT day, heads, sha256(convert_to(list, 'UTF8')) FROM ({_NEW_HEADS}) AS days
    WHERE day < ((now() - interval '1 hour') AT TIME ZONE 'UTC')::date
    ON CONFLICT DO NOTHING"""  # noqa: S608

_BROKEN_ANCHORS = f"""
    SELECT anchored.day FROM audit_anchors AS anchored LEFT JOIN ({_ALL_HEADS}) AS days USING (day)
    WHERE anchored.hash IS DISTINCT FROM sha256(convert_to(days.list, 'UTF8')) ORDER BY day"""  # noqa: S608
