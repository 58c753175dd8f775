"""What happens on site beside the work (PO-08, DI-12, DI-18, DI-19)."""

from datetime import datetime
from uuid import UUID

from libs.common.events.dispatch.topics import VISITS
from libs.common.events.dispatch.visits import VisitEvent


@VISITS.event
class ExclusionFound(VisitEvent, frozen=True):
    """Found on site: intake decides again, work stops until a quote is consented (PO-08)."""

    findings: list[str]
    text: str


@VISITS.event
class PricesShown(VisitEvent, frozen=True):
    """Which list the technician showed, None where none was published; `before_work` as it should be."""

    price_list_id: UUID | None = None
    price_list_version: int | None = None
    before_work: bool = True


@VISITS.event
class HelpRequested(VisitEvent, frozen=True):
    due_at: datetime
    question: str
    owner: str = "dispatcher"


@VISITS.event
class HelpAnswered(VisitEvent, frozen=True):
    text: str


@VISITS.event
class HelpOverdue(VisitEvent, frozen=True):
    """Nobody answered the technician on site in time (DI-19)."""

    due_at: datetime
    owner: str


@VISITS.event
class UnitTakenIn(VisitEvent, frozen=True):
    """With the customer's consent; `backup` of its data: done, waived or not needed (IN-19)."""

    to: str
    receipt_no: str
    backup: str | None = None


@VISITS.event
class UnitBroughtBack(VisitEvent, frozen=True):
    pass
