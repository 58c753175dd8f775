"""A policy pack as a service manager reads it, and the decisions that a ticket was given."""

from datetime import date, datetime

from libs.common.policy.schemas import EntitlementAnswer
from libs.common.web.fields import Out


class PolicyPart(Out):
    title: str
    lines: list[str]


class PolicySeen(Out):
    pack: str
    version: str
    base_version: str
    title: str
    effective_from: date
    effective_to: date | None


class PolicyOut(PolicySeen):
    parts: list[PolicyPart]


class DecisionMade(EntitlementAnswer):
    """`decided_at`: null of an old one that nobody noted the time of."""

    decided_at: datetime | None = None


class Decisions(Out):
    """Of a ticket: the one that holds, then those that later findings replaced."""

    items: list[DecisionMade]
