"""What a run leaves behind: what clients sent and were told, and what the databases hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Outcome = Literal["waiting", "acknowledged", "refused", "unknown"]
Service = str


@dataclass(slots=True)
class Sent:
    """One request as its client saw it, over all its attempts, which carry the same key."""

    key: str
    service: Service
    path: str
    outcome: Outcome = "waiting"
    told: set[UUID] = field(default_factory=set)
    """Ids in the answers: one, however often it was asked."""
    code: str = ""
    """Of a refusal, or the last failure."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One entry of a service's audit trail: an aggregate was changed, because of `request`."""

    service: Service
    kind: str
    aggregate: UUID
    version: int
    verb: str
    request: str
    """The client's key, or the id of the event that was handled."""
    transaction: float
    """When it began; tells transactions apart."""


@dataclass(frozen=True, slots=True)
class Published:
    service: Service
    event: UUID
    topic: str
    type: str
    key: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Applied:
    service: Service
    consumer: str
    event: UUID
    batch: int
    """Rises with each transaction of a consumer that claimed events of one key."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Up to where a consumer says that it has heard a key."""

    consumer: str
    topic: str
    key: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Copy:
    """What one service keeps of another's row; without either value that row is missing."""

    name: str
    id: UUID
    owned: object
    kept: object


@dataclass(frozen=True, slots=True)
class History:
    sent: Sequence[Sent] = ()
    effects: Sequence[Effect] = ()
    rows: Mapping[tuple[Service, str, UUID], int] = field(default_factory=dict)
    """The version of every aggregate's row, by service, kind and id."""
    published: Sequence[Published] = ()
    listening: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The types of events that each consumer listens to."""
    applied: Sequence[Applied] = ()
    reached: Sequence[Reached] = ()
    copies: Sequence[Copy] = ()
    broken_chains: Sequence[str] = ()
    left: Sequence[str] = ()
    """What is still in a queue, set aside or overdue, a line each."""
