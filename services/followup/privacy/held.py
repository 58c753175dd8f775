"""Where follow-up holds personal data: what a customer said when asked (IN-12).

Names and numbers it has none of (XC-01); grades stay, they are the staff's.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from libs.common.partitions import first_id
from libs.common.privacy.blanking import EMPTY, NOTHING, no_words, to, words
from libs.common.privacy.holding import Held
from services.followup.calls.models import FollowUp
from services.followup.customers.models import Customer
from services.followup.dissatisfaction.models import Dissatisfaction
from services.followup.suggestions.models import Suggestion
from services.followup.surveys.models import Survey
from services.followup.tickets.models import Ticket


def _of(model: Any, person: UUID) -> ColumnElement[bool]:
    """The customer's own, and what is about a ticket of the customer's."""
    return or_(model.customer_id == person, model.ticket_id.in_(_tickets(person)))


def _tickets(person: UUID) -> Select[Any]:
    return select(Ticket.id).where(Ticket.customer_id == person)


def _cancelled(status: str) -> str:
    """Nobody is called who was erased."""
    return "cancelled" if status == "open" else status


def _old_calls(before: datetime) -> ColumnElement[bool]:
    return and_(FollowUp.ended_at < before, FollowUp.salt.is_not(None))


def _old_surveys(before: datetime) -> ColumnElement[bool]:
    return and_(Survey.id < first_id(before), Survey.answered_at < before, Survey.opinion != "")


def _old_words(before: datetime) -> ColumnElement[bool]:
    return and_(Dissatisfaction.checked_at < before, Dissatisfaction.text != "")


HELD = (
    Held(
        model=Customer,
        of=lambda person: Customer.id == person,
        blank={"best_hours": NOTHING, "do_not_call": to(True)},
    ),
    Held(
        model=FollowUp,
        of=lambda person: _of(FollowUp, person),
        blank={"attempts": words("notes"), "status": _cancelled},
        past=_old_calls,
    ),
    Held(
        model=Survey,
        of=lambda person: _of(Survey, person),
        blank={"opinion": no_words},
        past=_old_surveys,
        hidden=frozenset({"nonce"}),
    ),
    Held(
        model=Dissatisfaction,
        of=lambda person: _of(Dissatisfaction, person),
        blank={"text": EMPTY, "action": no_words},
        past=_old_words,
    ),
    Held(model=Suggestion, of=lambda person: Suggestion.customer_id == person),
    Held(model=Ticket, of=lambda person: Ticket.customer_id == person),
)
