"""The work that was done, and its report (DI-11)."""

from datetime import date, datetime
from typing import Literal

import msgspec

from libs.common.events.dispatch.topics import VISITS
from libs.common.events.dispatch.visits import VisitEvent


class Part(msgspec.Struct, frozen=True):
    name: str
    old_returned: bool


@VISITS.event
class PartReplaced(VisitEvent, frozen=True):
    """A named part of the report; intake starts the component's clock (PO-11)."""

    part: str
    old_returned: bool
    replaced_on: date


@VISITS.event
class ReportReturned(VisitEvent, frozen=True):
    """Stored but incomplete, or sent back by the manager (DI-11); a fact for the conduct ledger."""

    missing: list[str]
    user: str | None = None


@VISITS.event
class VisitCompleted(VisitEvent, frozen=True):
    """Work done and the customer given the survey (or refused it): FU-01 takes it from here."""

    completed_at: datetime
    survey_given: Literal["paper", "link", "device", "refused"]
    cause: str
    resolution: str
    parts: list[Part]
    user: str | None = None


@VISITS.event
class ReportApproved(VisitEvent, frozen=True):
    pass


@VISITS.event
class VisitArchived(VisitEvent, frozen=True):
    pass
