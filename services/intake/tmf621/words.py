"""Free words of the standard and what they mean here."""

from collections.abc import Mapping
from typing import Literal, get_args

from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import Kind

Priority = Literal["normal", "urgent"]

_KINDS: Mapping[str, Kind] = {
    **{kind: kind for kind in get_args(Kind)},
    **dict.fromkeys(("incident", "trouble", "problem", "fault", "failure", "defect"), "repair"),
    **dict.fromkeys(("request", "service request", "information", "question", "inquiry"), "consultation"),
    **dict.fromkeys(("replacement",), "exchange"),
}
COMPLAINTS = frozenset({"complain", "complaint"})
"""No ticket here: a complaint is a case of its own (IN-01, CO-01)."""

_PRIORITIES: Mapping[str, Priority] = {
    **dict.fromkeys(("critical", "urgent", "high"), "urgent"),
    **dict.fromkeys(("medium", "normal", "low"), "normal"),
}
PRIORITIES = "Critical, High, Medium, Low"


def kind_of(ticket_type: str) -> Kind | None:
    """None for a word that isn't known here."""
    return _KINDS.get(ticket_type.strip().lower())


def priority_of(word: str) -> Priority | None:
    return _PRIORITIES.get(word.strip().lower())


def priority_by_severity(severity: str) -> Priority:
    """Where no priority was given: the system sets it by the severity."""
    return "urgent" if severity.strip().lower() in ("critical", "urgent") else "normal"


def priority_word(ticket: Ticket, said: str | None) -> str:
    """The client's own word while it still holds."""
    if said and priority_of(said) == ticket.priority:
        return said
    return "High" if ticket.priority == "urgent" else "Medium"


def severity_word(ticket: Ticket) -> str:
    """Of a ticket whose severity nobody named."""
    if ticket.safety:
        return "Critical"
    return "Major" if ticket.priority == "urgent" else "Minor"
