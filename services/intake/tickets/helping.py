"""A technician's question from the site, and headquarters' answer, on the ticket (DI-19)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.tickets.models import Ticket


def asked(
    ticket: Ticket, *, visit_id: UUID, question: str, owner: str, due_at: datetime, at: datetime
) -> None:
    entry = {
        "visit_id": str(visit_id),
        "question": question,
        "asked_at": at.isoformat(),
        "owner": owner,
        "due_at": due_at.isoformat(),
        "overdue": False,
        "answer": None,
        "answered_by": None,
        "answered_at": None,
    }
    ticket.help = [*ticket.help, entry]


def answered(ticket: Ticket, *, visit_id: UUID, text: str, by: str, at: datetime) -> None:
    _change(ticket, visit_id, answer=text, answered_by=by, answered_at=at.isoformat())


def overdue(ticket: Ticket, *, visit_id: UUID) -> None:
    _change(ticket, visit_id, overdue=True)


def _change(ticket: Ticket, visit_id: UUID, **news: Any) -> None:
    """A visit has one open question at a time."""
    ticket.help = [
        entry | news if entry["visit_id"] == str(visit_id) and entry["answer"] is None else entry
        for entry in ticket.help
    ]
