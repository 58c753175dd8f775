"""Where dispatch holds personal data: what was typed about a fault, on site and on the way (IN-12).

Names, phones and addresses it has none of (XC-01). Charges are accounts: they name goods and sums only.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from libs.common.partitions import first_id
from libs.common.privacy.blanking import EMPTY, NOTHING, no_words, words
from libs.common.privacy.holding import Held
from services.dispatch.charges.models import Charge
from services.dispatch.jobs.models import Job, RegisterEntry
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.visits.models import Visit

_REPORT = ("cause", "resolution", "customer_opinion", "tests", "hazards", "signature", "cautions")
_BESIDE = ("what", "responsible", "responsibility")


def _tickets(person: UUID) -> Select[Any]:
    return select(Ticket.id).where(Ticket.customer_id == person)


def _old_tickets(before: datetime) -> ColumnElement[bool]:
    return and_(Ticket.id < first_id(before), Ticket.ended, Ticket.fault != "")


def _old_visits(before: datetime) -> ColumnElement[bool]:
    return and_(Visit.id < first_id(before), Visit.day < before.date(), Visit.salt.is_not(None))


HELD = (
    Held(
        model=Ticket,
        of=lambda person: Ticket.customer_id == person,
        blank={"fault": EMPTY, "latitude": NOTHING, "longitude": NOTHING},
        past=_old_tickets,
    ),
    Held(
        model=Visit,
        of=lambda person: Visit.ticket_id.in_(_tickets(person)),
        blank={
            "report": words(*_REPORT, *_BESIDE),
            "help": words("question", "text"),
            "delays": words("reason"),
            "end_reason": no_words,
            "agreed_how": no_words,
        },
        past=_old_visits,
    ),
    Held(
        model=RegisterEntry,
        of=lambda person: RegisterEntry.ticket_id.in_(_tickets(person)),
        blank={"refused": words("reason"), "judged": words("reason")},
    ),
    Held(model=Job, of=lambda person: Job.ticket_id.in_(_tickets(person))),
    Held(model=Charge, of=lambda person: Charge.ticket_id.in_(_tickets(person))),
)
