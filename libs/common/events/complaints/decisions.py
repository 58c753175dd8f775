"""What the customer gets, and what they say to it (CO-09, CO-11, CO-12)."""

from decimal import Decimal

import msgspec

from libs.common.events.complaints.topics import CASES
from libs.common.events.envelope import Event


@CASES.event
class RemedyProposed(Event, frozen=True):
    kind: str
    amount: Decimal
    currency: str
    level: str


@CASES.event
class RemedyCountersigned(Event, frozen=True):
    department: str


@CASES.event
class RemedyApproved(Event, frozen=True):
    kind: str
    amount: Decimal
    currency: str
    by_role: str


@CASES.event
class ReplySent(Event, frozen=True):
    channel: str
    text_hash: str


@CASES.event
class DecisionAccepted(Event, frozen=True):
    pass


@CASES.event
class DecisionRefused(Event, frozen=True):
    """The customer refuses: a new form on top of the old, next authority level (CO-11)."""

    new_form_no: str
    level: str


@CASES.event
class ObjectionFiled(Event, frozen=True):
    memorandum_no: str


@CASES.event
class ObjectionRuled(Event, frozen=True):
    """Upheld: the decision is re-opened on a new form (CO-12)."""

    upheld: bool
    new_form_no: str | None = None


class LossBorne(msgspec.Struct, frozen=True):
    """`kind`: department, person, partner, carrier or supplier."""

    kind: str
    subject: str
    amount: Decimal


@CASES.event
class LossAssessed(Event, frozen=True):
    """What the case cost, less recourse, and who bears it; again: in place of the last one (CO-14)."""

    total: Decimal
    currency: str
    shares: tuple[LossBorne, ...] = ()
