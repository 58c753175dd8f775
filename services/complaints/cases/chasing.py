"""Who is reminded, chased and told of a case, each step written on it (CO-04, CO-06, IN-07)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import ComplaintChased, ComplaintEscalated
from libs.common.events.envelope import Event
from services.complaints.cases.casefile import CaseFile
from services.complaints.cases.refusals import NoOpenChase

UP = ("department_manager", "quality")
"""Where a case goes when its department doesn't answer, or a customer reacts strongly (IN-07)."""


class Chasing(CaseFile):
    department: Mapped[str] = mapped_column(default="customer_service")
    """The handling department, which is chased."""
    chased_at: Mapped[datetime | None]
    chase_answered_at: Mapped[datetime | None]
    referred_to: Mapped[str | None]

    def remind(self, *, department: str, act: Act) -> list[Event]:
        """CO-06: customer service reminds a department, on record."""
        self.must_be_open()
        self.step("reminded", department, act=act)
        return [ComplaintChased(department=department)]

    def await_answer(self) -> None:
        """The customer waits anew: whatever was told and chased before is over."""
        self.told_at = self.chased_at = self.chase_answered_at = None

    def chase(self, *, act: Act) -> list[Event]:
        """IN-07: unanswered, or answered and still not resolved, too long after registration."""
        if self.status == "closed":
            return []
        self.chased_at = act.now
        self.step("chased", self.department, act=act)
        return [ComplaintChased(department=self.department)]

    @property
    def chase_open(self) -> bool:
        return bool(self.chased_at) and not self.chase_answered_at

    def answer_chase(self, *, text: str, act: Act) -> list[Event]:
        self.must_be_open()
        if not self.chase_open:
            raise NoOpenChase
        self.chase_answered_at = act.now
        self.step("answered", act=act, reason=text)
        return []

    def escalate_chase(self, *, act: Act) -> list[Event]:
        """IN-07: the chase has no answer."""
        if self.status == "closed" or not self.chase_open:
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
