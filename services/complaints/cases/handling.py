"""Who handles a case, the visit to the customer, chasing and escalation (CO-05, CO-06, IN-07)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import ComplaintAssigned, ComplaintChased, ComplaintEscalated
from libs.common.events.envelope import Event
from services.complaints.cases.casefile import CaseFile
from services.complaints.cases.refusals import NoOpenChase, NotTheHandler, OwnCase
from services.complaints.cases.values import CallOn
from services.complaints.values import Value

SERVICE_MANAGER = "service_manager"
UP = ("department_manager", "quality")
"""Where a case goes when its department doesn't answer, or a customer reacts strongly (IN-07)."""


class Handling(CaseFile):
    handler: Mapped[str] = mapped_column(default=SERVICE_MANAGER)
    """The service manager, or the sign-in name of the person named for the case (CO-05)."""
    department: Mapped[str] = mapped_column(default="customer_service")
    """The handling department, which is chased."""
    handlers: Mapped[list[str]] = mapped_column(default=list)
    """Everybody who handled the case: none of them is asked about it (FU-02)."""
    call_on: Mapped[CallOn | None] = mapped_column(Value(CallOn))
    chased_at: Mapped[datetime | None]
    chase_answered_at: Mapped[datetime | None]
    referred_to: Mapped[str | None]

    def assign(self, *, to: str, department: str | None, act: Act) -> list[Event]:
        """CO-05; a later assignment names another person and leaves the status."""
        self.must_be_open()
        if to == self.conduct_person:
            raise OwnCase
        self.handler = to
        self.department = department or self.department
        self.took_part(to)
        if self.status == "registered":
            self.status = "assigned"
        return [ComplaintAssigned(to=to, by=act.actor.subject)]

    def record_call_on(self, *, on: date | None, none_because: str | None, act: Act) -> list[Event]:
        """CO-05: by the service manager or the person named, whatever the size and whoever is at fault."""
        self.must_be_open()
        if not (act.actor.has(SERVICE_MANAGER) or act.actor.subject == self.handler):
            raise NotTheHandler
        self.call_on = CallOn(by=act.actor.subject, at=act.now, on=on, none_because=none_because)
        self.took_part(act.actor.subject)
        return []

    def remind(self, *, department: str, act: Act) -> list[Event]:
        """CO-06: customer service reminds a department, on record."""
        self.must_be_open()
        self.step("reminded", department, act=act)
        return [ComplaintChased(department=department)]

    def await_answer(self) -> None:
        """The customer waits anew: whatever was told and chased before is over."""
        self.told_at = self.chased_at = self.chase_answered_at = None

    def chase(self, *, act: Act) -> list[Event]:
        """IN-07: unanswered too long after registration. Nothing happens once the customer has an answer."""
        if not self.unanswered:
            return []
        self.chased_at = act.now
        self.step("chased", self.department, act=act)
        return [ComplaintChased(department=self.department)]

    def answer_chase(self, *, text: str, act: Act) -> list[Event]:
        self.must_be_open()
        if self.chased_at is None or self.chase_answered_at is not None:
            raise NoOpenChase
        self.chase_answered_at = act.now
        self.step("answered", act=act, reason=text)
        return []

    def escalate_chase(self, *, act: Act) -> list[Event]:
        """IN-07: the chase had no answer."""
        if not self.unanswered or self.chased_at is None or self.chase_answered_at:
            return []
        return self.escalate(to=UP, reason="chase_unanswered", act=act)

    def escalate(self, *, to: Sequence[str], reason: str, act: Act) -> list[Event]:
        """IN-07: a strong reaction goes up at once."""
        self.must_be_open()
        self.step("escalated", *to, act=act, reason=reason)
        return [ComplaintEscalated(to=list(to), reason=reason)]

    def refer(self, *, to: str, reason: str, act: Act) -> list[Event]:
        """CO-04: the deputy GM hands a serious case on."""
        self.must_be_open()
        self.referred_to = to
        self.step("referred", to, act=act, reason=reason)
        return [ComplaintEscalated(to=[to], reason=reason)]

    def took_part(self, person: str) -> None:
        if person not in self.handlers:
            self.handlers = [*self.handlers, person]
