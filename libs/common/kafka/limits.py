"""Time limits around the client's calls, and one word for all it says when the broker is away."""

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any

from aiokafka.errors import KafkaError

START, SEND, ASK, STOP = 30.0, 10.0, 5.0, 2.0
LARGEST_REQUEST = 1 << 20


class BrokerLost(ConnectionError):
    """The broker went away or was replaced: build the client anew before trusting what it says."""


@contextlib.contextmanager
def broker_faults() -> Iterator[None]:
    """Whatever the client says when the broker is away, in one word."""
    try:
        yield
    except BrokerLost:
        raise
    except (KafkaError, OSError, TimeoutError) as failure:
        raise BrokerLost(type(failure).__name__) from failure


async def quietly(ending: Coroutine[Any, Any, Any]) -> bool:
    """End something within a time limit, whatever state it is in; whether it ended by itself.

    The client may swallow a cancellation, so nobody waits for that either.
    """
    task = asyncio.ensure_future(ending)
    await asyncio.wait([task], timeout=STOP)
    if not task.done():
        task.cancel()
        return False
    return task.cancelled() or task.exception() is None
