"""What was complained of, and the guards that all parts of a case share (CO-01 … CO-04)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act, Actor
from libs.common.database import Aggregate
from services.complaints.cases.refusals import CaseClosed, OwnCase, WrongStatus
from services.complaints.cases.values import (
    Class,
    ConductCause,
    SalesOpinion,
    Severity,
    Status,
    Step,
    StepKind,
)
from services.complaints.values import Value


class CaseFile(Aggregate):
    """Columns of the registration."""

    form_no: Mapped[str] = mapped_column(unique=True)
    previous_form: Mapped[str | None]
    """Number of the form that the present one lies on (CO-02)."""
    status: Mapped[Status] = mapped_column(Text)
    ticket_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    first_customer_id: Mapped[UUID | None] = mapped_column(index=True)
    """Of the file that it was registered for, where that was merged since (IN-11)."""
    customer: Mapped[dict[str, Any]]
    channel: Mapped[str]
    complaint_class: Mapped[Class] = mapped_column(Text)
    conduct_cause: Mapped[ConductCause | None] = mapped_column(Text)
    conduct_person: Mapped[str | None]
    """Sign-in name where it is known, else the technician's id."""
    cause_code: Mapped[str | None]
    severity: Mapped[Severity] = mapped_column(Text)
    demand: Mapped[str]
    text: Mapped[str]
    order: Mapped[dict[str, Any] | None] = mapped_column("order_facts")
    product: Mapped[dict[str, Any] | None]
    samples: Mapped[list[dict[str, Any]]]
    attachments: Mapped[list[str]]
    sales_opinion: Mapped[SalesOpinion | None] = mapped_column(Value(SalesOpinion))
    about_case: Mapped[UUID | None]
    """The case whose handling the customer complains of (FU-02)."""
    received_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    registered_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When the customer was told the answer of the form in hand."""
    steps: Mapped[tuple[Step, ...]] = mapped_column(Value(tuple[Step, ...]), default=())

    @property
    def serious(self) -> bool:
        return self.severity == "serious"

    def must_be(self, *statuses: Status) -> None:
        """Raises `CaseClosed` or `WrongStatus`."""
        if self.status in statuses:
            return
        if self.status == "closed":
            raise CaseClosed
        raise WrongStatus(status=self.status, needed=" / ".join(statuses))

    def must_be_open(self) -> None:
        if self.status == "closed":
            raise CaseClosed

    def step(self, what: StepKind, *to: str, act: Act, reason: str | None = None) -> None:
        """Write on the case who was told (IN-07)."""
        step = Step(by=act.actor.subject, at=act.now, what=what, to=to, reason=reason)
        self.steps = (*(self.steps or ()), step)

    def not_about(self, actor: Actor) -> None:
        """Nobody handles a case about oneself. Raises `OwnCase`."""
        if self.conduct_person == actor.subject:
            raise OwnCase
