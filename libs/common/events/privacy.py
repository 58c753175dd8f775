"""What all services tell of personal data; each publishes them among its notices (IN-12)."""

from uuid import UUID

from libs.common.events.envelope import Event


class Gathered(Event, frozen=True):
    """A service's part of what was asked for, or a piece of it: sealed for intake, which alone opens it."""

    export_id: UUID
    customer_id: UUID
    piece: int
    pieces: int
    sealed: bytes


class Erased(Event, frozen=True):
    """A service has taken the person out of what it holds; `rows`: of how many."""

    customer_id: UUID
    rows: int


class Revealed(Event, frozen=True):
    """Somebody who sees it masked was shown a value, and said why."""

    customer_id: UUID
    field: str
    reason: str


class Disclosed(Event, frozen=True):
    """Data left the company: to whom, which, and by what right."""

    customer_id: UUID
    to: str
    fields: list[str]
    ground: str
