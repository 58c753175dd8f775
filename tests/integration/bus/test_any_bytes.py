"""Whatever lies on a topic: what can't be read is set aside with the reason, and all else goes on (XC-02)."""

import json
import os
import struct
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.record.util import calc_crc32c
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text

from libs.common.database import Database
from libs.common.events.cloudevents import Record
from libs.common.inbox import Inbox
from libs.common.outbox import Wakeup
from libs.common.testing.bus import sent_by
from tests.integration.bus.accounts import ACCOUNTS, heard, listener, open_account
from tests.integration.bus.running import until, worker

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
HEADERS = ["ce_id", "ce_type", "ce_time", "ce_subject", "ce_version", "ce_actor", "ce_specversion"]
HEADERS += ["ce_correlation", "ce_traceparent", "ce_source", "content-type"]
BYTES = st.binary(max_size=60) | st.text(max_size=30).map(str.encode) | st.integers().map(lambda i: b"%d" % i)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "value": st.none() | BYTES | JSON.map(lambda data: json.dumps(data).encode()),
        "key": st.none() | BYTES,
        "headers": st.dictionaries(
            st.sampled_from(HEADERS) | st.text(max_size=8), st.none() | BYTES, max_size=4
        ),
    },
)
"""Of a readable record: another content, another key, headers left out (None) or replaced."""


def changed(good: Record, changes: dict[str, Any]) -> Record:
    headers = dict(good.headers)
    for name, content in changes.get("headers", {}).items():
        if content is None:
            headers.pop(name, None)
        else:
            headers[name] = content
    return replace(good, **{**changes, "headers": list(headers.items())})


def of(records: list[Record], account: UUID) -> Record:
    return next(record for record in records if record.key == str(account).encode())


async def letters(database: Database) -> dict[str, str]:
    """Errors by event id."""
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT event_id, error FROM dead_letters"))
        return {str(row.event_id): row.error for row in rows}


@pytest.mark.rule("XC-02")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
async def test_a_record_with_anything_in_it_is_applied_or_set_aside_and_the_next_takes_effect(
    intake: Database, dispatch: Database, changes: dict[str, Any]
) -> None:
    bad, good = await open_account(intake, amount=1), await open_account(intake, amount=2)
    records = await sent_by(intake)
    spoilt = changed(of(records, bad), changes)
    before = await letters(dispatch), len(await heard(dispatch))
    wakeup = Wakeup(dispatch.url)
    inbox = Inbox([listener()], service="dispatch", database=dispatch, wakeup=wakeup)
    await inbox.take([spoilt, of(records, good)])
    await wakeup.close()
    assert await heard(dispatch, good) == [2]
    after = await letters(dispatch)
    applied = len(await heard(dispatch)) - before[1] - 1
    known = spoilt.derived_id()
    assert applied == 1 or len(after) == len(before[0]) + 1 or str(known) in before[0]
    assert all(after.values())


def crafted(producer: AIOKafkaProducer, *, name: bytes = b"name", codec: int = 0) -> Any:
    """A batch of one record with any name of its header, marked as compressed in a way."""
    batch = producer.create_batch()
    batch.append(timestamp=None, key=b"key", value=b"{}", headers=[("name", b"content")])
    content = bytearray(batch._build())
    at = content.index(b"name")
    content[at : at + 4] = name
    content[21:23] = struct.pack(">H", codec)
    content[17:21] = struct.pack(">I", calc_crc32c(memoryview(bytes(content))[21:]))
    batch._buffer = bytes(content)
    return batch


@pytest.mark.rule("XC-02")
async def test_a_topic_full_of_garbage_holds_nobody_up(
    intake: Database, dispatch: Database, broker: str
) -> None:
    """Among it what Python's client stumbles over: names that are no text, codecs that it hasn't got."""
    first = await open_account(intake, amount=1)
    [good] = await sent_by(intake)
    head = dict(good.headers)
    spoilt: list[Record] = [
        replace(good, value=b"\x00\xff"),
        replace(good, value=b"[1, 2]"),
        replace(good, headers=[]),
        replace(good, headers=list({**head, "ce_type": b"aftercare.intake.NeverHeardOf.v1"}.items())),
        replace(good, headers=list({**head, "ce_type": b"aftercare.intake.AmountChanged.v2"}.items())),
        replace(good, headers=list({**head, "ce_specversion": b"2.0"}.items())),
        replace(good, key=None),
        replace(good, value=os.urandom(5 << 20)),
    ]
    producer = AIOKafkaProducer(bootstrap_servers=broker, max_request_size=8 << 20)
    name = "dispatch.garbage"
    async with worker(intake, broker, service="intake"), worker(dispatch, broker, listener(name)):
        await producer.start()
        written = 0
        for record in spoilt:
            written += await accepted(
                producer.send_and_wait(
                    ACCOUNTS.name, record.value, key=record.key, headers=list(record.headers), partition=1
                )
            )
        for batch in (crafted(producer, name=b"\xff\xfe\x00\xfc"), crafted(producer, codec=4)):
            written += await accepted(sent(producer, batch))
        await producer.stop()
        assert written >= len(spoilt), "an own broker takes nearly all of it"
        last = await open_account(intake, amount=2)

        async def all_done() -> bool:
            return len(await letters(dispatch)) >= written and bool(await heard(dispatch, last))

        await until(all_done)
    assert await heard(dispatch, first) == [1]
    errors = " ".join((await letters(dispatch)).values())
    for reason in (
        "NeverHeardOf",
        "AmountChanged.v2",
        "not 1.0",
        "key is not",
        "UnicodeDecodeError at offsets",
    ):
        assert reason in errors


async def sent(producer: AIOKafkaProducer, batch: Any) -> None:
    await (await producer.send_batch(batch, ACCOUNTS.name, partition=1))


async def accepted(sending: Any) -> bool:
    """Whether the broker took it: Apache Kafka looks into batches and at their size."""
    try:
        await sending
    except KafkaError:
        return False
    return True
