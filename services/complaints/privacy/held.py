"""Where complaints holds personal data: who complained, of what, and what was answered (IN-12).

Class, cause, order, decision, amounts and responsibility stay: they are the accounts of the case. Evidence of
a penalty and notices are about staff and quote no customer.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from libs.common.privacy.blanking import EMPTY, to, words
from libs.common.privacy.holding import Held
from services.complaints.cases.models import Case
from services.complaints.tickets.models import LedgerEntry, ReplacedPart, Ticket, Visit

_REASONS = words("reason")
_DECISION = ("text", "agreement", "rejected_because", "approval_text", "reason")


def _tickets(person: UUID) -> Select[Any]:
    return select(Ticket.id).where(Ticket.customer_id == person)


def _cases(person: UUID) -> ColumnElement[bool]:
    return or_(Case.customer_id == person, Case.ticket_id.in_(_tickets(person)))


def _old_cases(before: datetime) -> ColumnElement[bool]:
    return and_(Case.closed_at < before, Case.text != "")


HELD = (
    Held(
        model=Case,
        of=_cases,
        blank={
            "customer": to({}),
            "demand": EMPTY,
            "text": EMPTY,
            "samples": words("description", "holder"),
            "attachments": to([]),
            "sales_opinion": words("text"),
            "steps": _REASONS,
            "call_on": words("none_because"),
            "investigation": words("finding", "report", "ruling"),
            "tasks": words("text", "measures", "checked"),
            "responsibility": _REASONS,
            "conduct": words("reason", "recovery"),
            "decision": words(*_DECISION),
            "loss": words("text"),
            "answer": words("text"),
            "earlier_replies": words("text"),
            "not_established": _REASONS,
            "objection": words("memorandum", "ruling"),
            "earlier_objections": words("memorandum", "ruling"),
            "forms": words(*_DECISION),
        },
        past=_old_cases,
    ),
    Held(model=Ticket, of=lambda person: Ticket.customer_id == person),
    Held(model=Visit, of=lambda person: Visit.ticket_id.in_(_tickets(person))),
    Held(model=LedgerEntry, of=lambda person: LedgerEntry.ticket_id.in_(_tickets(person))),
    Held(model=ReplacedPart, of=lambda person: ReplacedPart.ticket_id.in_(_tickets(person))),
)
