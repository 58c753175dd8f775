"""What is known of a fault before its ticket is opened (IN-02, IN-03, IN-15)."""

from typing import Literal
from uuid import UUID

from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import Out
from services.intake.tickets.shown import TicketOut


class KnownFault(Out):
    """`id` and `number` of the ticket, issue or article; `count` of tickets or incidents, where counted.

    `open_ticket`: one of the same unit for the same fault, told with a ticket only.
    """

    source: Literal["open_ticket", "quality_issue", "tickets", "article"]
    text: str
    id: UUID | None
    number: str | None
    model: str | None
    count: int | None
    safety: bool
    advice: FreeText | None
    """What to say or do meanwhile."""


class KnownFaults(Out):
    """Matters of safety first, then issues, then what other customers reported, then articles."""

    items: list[KnownFault]


class TicketWithKnownFaults(TicketOut):
    """`known_faults`: what is known by its product and the code of its fault, in the order of `KnownFaults`.

    What articles say in other words: `GET /tickets/{id}/known-faults`.
    """

    known_faults: list[KnownFault]
