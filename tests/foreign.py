"""Somebody else's broker (`KAFKA_BOOTSTRAP`): tests delete the topics they made there, and no others."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.brokers import Broker, Foreign
from libs.common.kafka import Cluster
from libs.common.testing.web import settings_for


@contextmanager
def left_as_found(broker: Broker) -> Iterator[None]:
    """Fails rather than touch a platform that uses somebody else's broker; nothing to do for our own."""
    if not isinstance(broker, Foreign):
        yield
        return
    bootstrap = broker.bootstrap
    if found := _run(_topics(bootstrap)):
        pytest.fail(f"tests need a broker without topics of Aftercare, and {bootstrap} has {found}")
    try:
        yield
    finally:
        _run(_topics(bootstrap, delete=True))


async def _topics(bootstrap: str, *, delete: bool = False) -> list[str]:
    settings = settings_for("postgresql://unused", kafka_bootstrap=bootstrap)
    admin = AIOKafkaAdminClient(**Cluster.of(settings).client())
    try:
        await admin.start()
        names = [name for name in await admin.list_topics() if name.startswith("aftercare.")]
        if delete:
            await admin.delete_topics(names)
    finally:
        await admin.close()
    return names


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own, as the caller may have an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
