"""Who does what when: made at an edge (request, event, timer) and passed inwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person or program, a customer with a link, or a service itself."""

    subject: str
    roles: frozenset[str] = frozenset()
    partner_id: UUID | None = None
    outlet_id: UUID | None = None

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @classmethod
    def service(cls, name: str) -> "Actor":
        """The service acting by itself, on an event or when a timer falls due."""
        return cls(subject=f"service:{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One attempt to change something; `now` is business time (XC-08)."""

    actor: Actor
    now: datetime
    request_id: str
    source: str
    """Where it came from: `http`, `event:<id>` or `timer:<kind>`."""
    traceparent: str | None = None
    language: Language = "zh"
