"""What every event on the bus is and carries (XC-02, CloudEvents 1.0)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened; the fields of a subclass are the event's data.

    Fields are only ever added, each with a default; unknown fields are skipped when read.
    """

    topic: ClassVar["Topic"]
    type: ClassVar[str]


E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)

TYPES: dict[str, type[Event]] = {}
"""Every event by its CloudEvents type."""
TOPICS: dict[str, "Topic"] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """One owner's aggregate on the bus; the key is the aggregate's id."""

    name: str
    owner: str
    purpose: str
    partitions: int = 4
    retention_days: int = 14

    def __post_init__(self) -> None:
        TOPICS[self.name] = self

    def event(self, kind: type[E]) -> type[E]:
        """Register a class as an event of this topic: `aftercare.<service>.<EventName>.v1`."""
        kind.topic = self
        kind.type = f"aftercare.{self.owner}.{kind.__name__}.v1"
        TYPES[kind.type] = kind
        return kind


class Received(msgspec.Struct, Generic[E_co], frozen=True, kw_only=True):
    """An event as a consumer gets it."""

    id: UUID
    time: datetime
    """Business time at which it happened."""
    subject: UUID
    """The aggregate's id, also the record's key."""
    version: int
    """The aggregate's version after it; rises by one with every event of the aggregate."""
    actor: str
    correlation: UUID | None
    """The ticket or case that it belongs to."""
    traceparent: str | None
    data: E_co
