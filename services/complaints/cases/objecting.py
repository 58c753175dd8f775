"""A complaint that is not established: collection by sales, and objections to the finding (CO-12)."""

from datetime import date, datetime

from msgspec.structs import replace
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import (
    ComplaintNotEstablished,
    ComplaintOverdue,
    ObjectionFiled,
    ObjectionRuled,
)
from libs.common.events.envelope import Event
from services.complaints.cases.answering import Answering
from services.complaints.cases.forms import Form, NotEstablished, Objection
from services.complaints.cases.handling import SERVICE_MANAGER
from services.complaints.cases.refusals import OwnDecision
from services.complaints.cases.verdict_refusals import VerdictsContradict
from services.complaints.days import end_of
from services.complaints.values import Value

COLLECTION = "collection"


class Objecting(Answering):
    objection: Mapped[Objection | None] = mapped_column(Value(Objection))
    """The last one."""
    earlier_objections: Mapped[tuple[Objection, ...]] = mapped_column(
        Value(tuple[Objection, ...]), default=()
    )

    @property
    def objections(self) -> list[Objection]:
        """Every memorandum that is chained to the case, the first one first (CO-12)."""
        return [*self.earlier_objections, *([self.objection] if self.objection else [])]

    def find_not_established(self, *, reason: str, collect_by: date | None, act: Act) -> list[Event]:
        """The customer is told with reasons, sales collects by the due date (CO-12); a proposal falls."""
        self.ready_to_decide()
        if self.fraud or (self.conduct and self.conduct.upheld):
            raise VerdictsContradict
        self.decision = None
        task = None
        if collect_by:
            task = self.give_task("sales", f"collect by {collect_by}", end_of(collect_by)).id
        self.not_established = NotEstablished(
            by=act.actor.subject, at=act.now, reason=reason, collect_by=collect_by, task=task
        )
        self.status = "not_established"
        return [ComplaintNotEstablished(reason=reason)]

    @property
    def collection_due_at(self) -> datetime | None:
        """Until when sales has to collect, if it hasn't and nobody objects (CO-12)."""
        if self.status != "not_established" or self.not_established is None:
            return None
        open_tasks = [task for task in self.tasks if task.id == self.not_established.task and not task.report]
        return open_tasks[0].due_at if open_tasks else None

    def awaits(self, part: str) -> datetime | None:
        return self.collection_due_at if part == COLLECTION else super().awaits(part)

    def overdue(self, part: str, *, day: int, act: Act) -> list[Event]:
        """Of a collection the service manager and sales hear once (IN-07)."""
        if part != COLLECTION:
            return super().overdue(part, day=day, act=act)
        due_at = self.collection_due_at
        if due_at is None or day:
            return []
        self.step("overdue", SERVICE_MANAGER, "sales", act=act, reason=part)
        return [ComplaintOverdue(what=part, due_at=due_at, to=SERVICE_MANAGER)]

    def object(self, *, memorandum_no: str, memorandum: str, act: Act) -> list[Event]:
        """A numbered memorandum chained to the case; an earlier one stays (CO-12)."""
        self.must_be("not_established")
        self.earlier_objections = tuple(self.objections)
        self.objection = Objection(
            by=act.actor.subject,
            at=act.now,
            memorandum_no=memorandum_no,
            memorandum=memorandum,
            form_no=self.form_no,
        )
        self.status = "objected"
        return [ObjectionFiled(memorandum_no=memorandum_no)]

    def must_be_objected(self, act: Act) -> None:
        """The superior decides: not whom the objection is against. Raises `OwnDecision`."""
        self.must_be("objected")
        assert self.not_established
        if act.actor.subject == self.not_established.by:
            raise OwnDecision

    def rule_objection(self, *, text: str, new_form_no: str | None, act: Act) -> list[Event]:
        """`new_form_no` where it is upheld: the decision is re-opened on a new form (CO-02, CO-12).

        Either way the customer has to be told.
        """
        assert self.objection
        self.await_answer()
        upheld = new_form_no is not None
        self.objection = replace(
            self.objection, upheld=upheld, ruling=text, ruled_by=act.actor.subject, ruled_at=act.now
        )
        self.status = "not_established"
        if new_form_no:
            self._withdraw_collection(act)
            self.chain(new_form_no, Form(form_no=self.form_no, ended="objection_upheld", at=act.now))
            self.status = "decided" if self.investigation else "assigned"
        return [ObjectionRuled(upheld=upheld, new_form_no=new_form_no)]

    def _withdraw_collection(self, act: Act) -> None:
        assert self.not_established
        name = self.not_established.task
        self.tasks = tuple(
            replace(task, withdrawn_at=act.now) if task.id == name and not task.report else task
            for task in self.tasks
        )
