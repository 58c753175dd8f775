"""Somebody who knows CloudEvents and nothing of us reads our events with the official SDK."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event

from libs.common.database import Database
from tests.integration.bus.accounts import ACCOUNTS, NOON, open_account
from tests.integration.bus.running import worker


@pytest.mark.rule("XC-02")
async def test_the_official_sdk_reads_our_records(intake: Database, broker: str) -> None:
    async with worker(intake, broker, service="intake"):
        account = await open_account(intake, amount=7)
        reader = AIOKafkaConsumer(ACCOUNTS.name, bootstrap_servers=broker, auto_offset_reset="earliest")
        await reader.start()
        try:
            async with asyncio.timeout(40):
                async for record in reader:
                    if record.key == str(account).encode():
                        break
        finally:
            await reader.stop()

    event = from_binary_event(KafkaMessage(dict(record.headers), record.key, record.value))

    assert event.get_type() == "aftercare.intake.AmountChanged.v1"
    assert event.get_source() == "/aftercare/intake"
    assert event.get_subject() == str(account)
    assert event.get_time() == NOON
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == {"amount": 7}
    assert event.get_extension("version") == "1"
    assert event.get_extension("actor") == "agent-1"
