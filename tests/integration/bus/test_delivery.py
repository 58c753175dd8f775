"""However events are cut into batches, repeated and mixed between topics, the result is the same (XC-02)."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from libs.common.consumer import Consumer
from libs.common.database import Database
from libs.common.events.cloudevents import Record
from libs.common.ids import new_id
from libs.common.inbox import Inbox
from libs.common.outbox import Wakeup
from libs.common.testing.bus import as_record
from tests.integration.bus.accounts import ACCOUNTS, NOON, AmountChanged, heard, listener

KEYS, EVENTS = 3, 4

deliveries = st.lists(
    st.tuples(st.integers(0, KEYS - 1), st.integers(1, EVENTS), st.integers(1, 6)), min_size=1, max_size=12
)
"""Partitions fed anew from a place that was reached before: (key, first version, how many)."""


def partition(versions: int) -> list[list[Record]]:
    """For each key its events, in order."""
    keys = [new_id() for _ in range(KEYS)]
    return [[_event(key, version) for version in range(1, versions + 1)] for key in keys]


def _event(key: UUID, version: int) -> Record:
    row = {
        "topic": ACCOUNTS.name,
        "event_id": new_id(),
        "type": AmountChanged.type,
        "time": NOON,
        "key": key,
        "version": version,
        "actor": "agent",
        "correlation": None,
        "traceparent": None,
    }
    return as_record({**row, "data": b'{"amount": %d}' % version})


@pytest.mark.rule("XC-02")
@given(plan=deliveries)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_repeated_and_interleaved_deliveries_apply_each_event_once_in_order(
    dispatch: Database, plan: list[tuple[int, int, int]]
) -> None:
    streams = partition(EVENTS)
    inboxes = [_inbox(dispatch, listener()) for _ in range(2)]
    reached = [0] * KEYS
    for number, (key, first, count) in enumerate(plan):
        start = min(first - 1, reached[key])
        batch = streams[key][start : start + count]
        reached[key] = max(reached[key], start + len(batch))
        await inboxes[number % 2].take(batch)
    for key, stream in enumerate(streams):
        amounts = await heard(dispatch, _key_of(stream))
        assert amounts == list(range(1, reached[key] + 1))


def _key_of(stream: list[Record]) -> UUID:
    assert stream[0].key is not None
    return UUID(stream[0].key.decode())


def _inbox(database: Database, consumer: Consumer) -> Inbox:
    return Inbox([consumer], service="dispatch", database=database, wakeup=Wakeup(database.url))


async def test_the_inbox_says_what_became_of_each_event(dispatch: Database) -> None:
    stream = partition(2)[0]
    await _inbox(dispatch, listener(refuses=[2])).take(stream)
    async with dispatch.transaction() as session:
        rows = await session.execute(text("SELECT consumer, outcome FROM inbox ORDER BY event_id"))
    assert [tuple(row) for row in rows] == [
        ("dispatch.accounts", "applied"),
        ("dispatch.accounts", "refused"),
    ]
