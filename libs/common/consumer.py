"""What a service wants to hear: consumers and their handlers, registered by event.

tickets = Consumer("dispatch.tickets")   # a name that never changes: the inbox knows it

@tickets.on(TicketOpened)
async def make_job(event: Received[TicketOpened], *, session: AsyncSession, act: Act) -> None: ...
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.events.cloudevents import Record
from libs.common.events.envelope import Event, Received
from libs.common.trace import continued, traced

E = TypeVar("E", bound=Event)
E_contra = TypeVar("E_contra", bound=Event, contravariant=True)


class Handler(Protocol[E_contra]):
    """`act` is the service's own, at the event's time; refuse with `Refusal`, never commit."""

    def __call__(
        self, event: Received[E_contra], /, *, session: AsyncSession, act: Act
    ) -> Awaitable[None]: ...


class BatchHandler(Protocol[E_contra]):
    """Gets events that follow each other, in the order of each key: for projections."""

    def __call__(
        self, events: Sequence[Received[E_contra]], /, *, session: AsyncSession
    ) -> Awaitable[None]: ...


class Consumer:
    """Handlers that share a name, an order and a fate: what one can't handle parks the key for all."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.service = name.partition(".")[0]
        self._handlers: dict[type[Event], Handler[Any]] = {}
        self._batch_handlers: dict[type[Event], BatchHandler[Any]] = {}

    def on(self, *kinds: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        def register(handler: Handler[E]) -> Handler[E]:
            self._handlers.update(dict.fromkeys(self._free(kinds), handler))
            return handler

        return register

    def on_batch(self, *kinds: type[E]) -> Callable[[BatchHandler[E]], BatchHandler[E]]:
        def register(handler: BatchHandler[E]) -> BatchHandler[E]:
            self._batch_handlers.update(dict.fromkeys(self._free(kinds), handler))
            return handler

        return register

    @property
    def kinds(self) -> set[type[Event]]:
        return {*self._handlers, *self._batch_handlers}

    async def handle(self, events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
        """Hand over events of its kinds in order; those that a batch handler takes go together."""
        start = 0
        while start < len(events):
            event = events[start]
            batch = self._batch_handlers.get(type(event.data))
            if batch is None:
                act = self._act(event)
                with traced(act.traceparent):
                    await self._handlers[type(event.data)](event, session=session, act=act)
                start += 1
                continue
            end = start
            while end < len(events) and self._batch_handlers.get(type(events[end].data)) is batch:
                end += 1
            await batch(events[start:end], session=session)
            start = end

    def _act(self, event: Received[Event]) -> Act:
        return Act(
            actor=Actor.service(self.service),
            now=event.time,
            request_id=str(event.id),
            source=f"event:{event.id}",
            traceparent=continued(event.traceparent),
        )

    def _free(self, kinds: tuple[type[E], ...]) -> tuple[type[E], ...]:
        for kind in kinds:
            if kind in self.kinds:
                raise ValueError(f"{self.name} already handles {kind.__name__}")
        return kinds


class Arrival(msgspec.Struct, frozen=True):
    """One event on its way into one consumer."""

    consumer: Consumer
    event: Received[Event]
    record: Record
