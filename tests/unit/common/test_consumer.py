"""How a consumer hands events to its handlers, and what logs may say."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.envelope import Event, Received, Topic
from libs.common.ids import new_id
from libs.common.telemetry import without_personal_data

TOPIC = Topic("aftercare.intake.test-handing", "intake", "of the tests")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SESSION = cast(AsyncSession, None)


@TOPIC.event
class Single(Event, frozen=True):
    number: int


@TOPIC.event
class Gathered(Event, frozen=True):
    number: int


def received(data: Event) -> Received[Event]:
    return Received(
        id=new_id(),
        time=datetime(2026, 3, 2, tzinfo=UTC),
        subject=new_id(),
        version=1,
        actor="agent",
        correlation=None,
        traceparent=TRACE,
        data=data,
    )


async def test_events_keep_their_order_and_neighbours_of_a_batch_handler_go_together() -> None:
    consumer, calls = Consumer("dispatch.both"), list[Any]()

    @consumer.on(Single)
    async def one(event: Received[Single], *, session: AsyncSession, act: Act) -> None:
        assert session is SESSION
        assert (act.now, act.source) == (event.time, f"event:{event.id}")
        assert act.traceparent is not None
        assert act.traceparent != TRACE
        assert act.traceparent.startswith(TRACE[:35])
        assert act.actor.subject == "service:dispatch"
        calls.append(event.data.number)

    @consumer.on_batch(Gathered)
    async def several(events: Sequence[Received[Gathered]], *, session: AsyncSession) -> None:
        assert session is SESSION
        calls.append([event.data.number for event in events])

    kinds = (Gathered, Gathered, Single, Gathered, Single, Single)
    events = [received(kind(number=number)) for number, kind in enumerate(kinds)]
    await consumer.handle(events, session=SESSION)
    assert calls == [[0, 1], 2, [3], 4, 5]


def test_a_consumer_handles_an_event_in_one_place_only() -> None:
    consumer = Consumer("dispatch.twice")

    async def handle(event: Received[Single], *, session: AsyncSession, act: Act) -> None: ...

    consumer.on(Single)(handle)
    with pytest.raises(ValueError, match="already handles Single"):
        consumer.on(Single)(handle)


@pytest.mark.rule("XC-07")
def test_logs_mask_fields_that_are_named_like_personal_data() -> None:
    line = {"event": "called", "ticket": "T20260302-000001", "customer_phone": "13800000000", "name": "王芳"}
    assert without_personal_data(None, "info", line) == {
        "event": "called",
        "ticket": "T20260302-000001",
        "customer_phone": "…",
        "name": "…",
    }
