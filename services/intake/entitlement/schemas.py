"""A policy pack as a service manager reads it, and the decisions that a ticket was given."""

from datetime import date

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


class Decisions(Out):
    """Of a ticket: the one that holds, then those that later findings replaced."""

    items: list[EntitlementAnswer]
