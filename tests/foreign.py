"""Somebody else's broker (`KAFKA_BOOTSTRAP`): tests delete the topics they made there, and no others."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from libs.common.kafka import Cluster
from libs.common.testing.web import settings_for


@contextmanager
def without_topics(bootstrap: str) -> Iterator[None]:
    """Fails rather than touch a platform that uses this broker."""
    if found := _run(_topics(bootstrap)):
        pytest.fail(f"tests need a broker without topics of Aftercare, and {bootstrap} has {found}")
    try:
        yield
    finally:
        _run(_delete(bootstrap))


async def _topics(bootstrap: str) -> list[str]:
    async with _admin(bootstrap) as admin:
        return [name for name in await admin.list_topics() if name.startswith("aftercare.")]


async def _delete(bootstrap: str) -> None:
    topics = await _topics(bootstrap)
    async with _admin(bootstrap) as admin:
        await admin.delete_topics(topics)


def _admin(bootstrap: str) -> AIOKafkaAdminClient:
    settings = settings_for("postgresql://unused", kafka_bootstrap=bootstrap)
    return AIOKafkaAdminClient(**Cluster.of(settings).client())


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own, as the caller may have an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
