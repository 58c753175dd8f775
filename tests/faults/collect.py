"""Reads a run's history out of the four databases."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import audit
from libs.common.database import Aggregate, Database
from tests.faults.copies import KEPT, Tables, copies
from tests.faults.history import Applied, Effect, History, Published, Reached, Sent


async def collect(databases: Mapping[str, Database], sent: Sequence[Sent], *, now: datetime) -> History:
    """Each service as of one moment; `now` is business time, which timers are measured by."""
    read = {service: await _read(database, service, now) for service, database in databases.items()}
    return History(
        sent=sent,
        effects=[_effect(service, row) for service, tables in read.items() for row in tables["audit"]],
        rows={
            (service, row.kind, row.id): row.version
            for service, tables in read.items()
            for row in tables["rows"]
        },
        published=[
            Published(service, row.event_id, row.topic, row.type, row.key, row.version)
            for service, tables in read.items()
            for row in tables["log"]
        ],
        listening={
            consumer.name: frozenset(kind.type for kind in consumer.kinds)
            for service in read
            for consumer in _app(service).CONSUMERS
        },
        applied=[
            Applied(service, row.consumer, row.event_id, row.batch)
            for service, tables in read.items()
            for row in tables["applied"]
        ],
        reached=[
            Reached(row.consumer, row.topic, row.key, row.version)
            for tables in read.values()
            for row in tables["reached"]
        ],
        copies=list(copies(read)),
        broken_chains=[line for tables in read.values() for line in tables["broken"]],
        left=[f"{service}: {row.line}" for service, tables in read.items() for row in tables["left"]],
    )


async def _read(database: Database, service: str, now: datetime) -> Tables:
    async with database.transaction() as session:
        await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        tables = {name: (await session.execute(text(sql))).all() for name, sql in _ASKED.items()}
        tables |= {name: (await session.execute(text(sql))).all() for name, sql in KEPT[service].items()}
        tables["rows"] = [row async for row in _rows(session, service)]
        tables["left"] = (await session.execute(text(_LEFT), {"now": now})).all()
        broken: Tables = {"broken": await audit.verify(session)}
    return tables | broken


async def _rows(session: AsyncSession, service: str) -> Any:
    """Id and version of every aggregate's row."""
    mappers = import_module(f"services.{service}.tables").Base.registry.mappers
    for mapper in mappers:
        if issubclass(mapper.class_, Aggregate):
            kind, table = mapper.class_.__name__, mapper.local_table.name
            for row in await session.execute(text(f"SELECT '{kind}' AS kind, id, version FROM {table}")):
                yield row


def _effect(service: str, row: Any) -> Effect:
    return Effect(service, row.aggregate, row.aggregate_id, row.version, row.verb, row.request, row.began)


def _app(service: str) -> Any:
    return import_module(f"services.{service}.app")


_ASKED = {
    "audit": """SELECT aggregate, aggregate_id, version, entry->>'verb' AS verb, entry->>'request' AS request,
                       extract(epoch FROM recorded_at)::float8 AS began FROM audit""",
    "log": "SELECT event_id, topic, type, key, version, time FROM outbox_log",
    "applied": "SELECT consumer, event_id, batch FROM faults_applied",
    "reached": "SELECT consumer, topic, key, version FROM inbox_versions",
}
_LEFT = """
    SELECT 'event ' || event_id || ' is not sent' AS line FROM outbox_queue
    UNION ALL SELECT consumer || ' set aside ' || event_id || ': ' || error FROM dead_letters
    UNION ALL SELECT consumer || ' parked ' || topic || ' ' || key FROM inbox_versions WHERE parked
    UNION ALL SELECT 'timer ' || kind || ' ' || key || ' is overdue: ' || due_at || ', attempts ' || attempts
              FROM timers WHERE due_at < CAST(:now AS timestamptz) - interval '2 seconds'"""
