"""The investigation: tasks, deadline, report and the deputy GM's word on it (CO-06, CO-07)."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec.structs import replace
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import (
    ComplaintDeadlineNear,
    ComplaintEscalated,
    ComplaintOverdue,
    InvestigationDue,
    InvestigationFinished,
    InvestigationReported,
    ReportDecided,
)
from libs.common.events.envelope import Event
from libs.common.ids import derived_id
from services.complaints.cases import rules
from services.complaints.cases.casefile import CaseFile
from services.complaints.cases.refusals import (
    InvestigationFinishedAlready,
    InvestigationOpen,
    TaskNotFound,
    TaskReported,
)
from services.complaints.cases.values import Investigation, Task, TaskReport
from services.complaints.values import Value


class Investigating(CaseFile):
    investigation: Mapped[Investigation | None] = mapped_column(Value(Investigation))
    tasks: Mapped[tuple[Task, ...]] = mapped_column(Value(tuple[Task, ...]), default=())

    def investigate(
        self, *, due_at: datetime, joint: Sequence[str], joint_visit_on: date | None, act: Act
    ) -> list[Event]:
        """Each department asked gets its task; R&D hears of a joint investigation at once (CO-07)."""
        self.must_be("registered", "assigned", "refused")
        self.investigation = Investigation(
            by=act.actor.subject,
            at=act.now,
            due_at=due_at,
            joint=tuple(joint),
            joint_visit_on=joint_visit_on,
        )
        for department in rules.departments_asked(self.complaint_class, joint, serious=self.serious):
            self.give_task(department, rules.part_of(department), due_at)
        self.status = "investigating"
        return [InvestigationDue(due_at=due_at, joint=list(joint))]

    def give_task(self, department: str, what: str, due_at: datetime | None) -> Task:
        id_ = derived_id(self.id, f"{self.form_no}:{department}:{what}")
        task = Task(id=id_, department=department, what=what, due_at=due_at)
        self.tasks = (*self.tasks, task)
        return task

    def task(self, name: str) -> Task:
        """By its id, or by its department: then the newest one. Raises `TaskNotFound`."""
        for task in reversed(self.tasks):
            if name in (str(task.id), task.department):
                return task
        raise TaskNotFound

    def report_task(self, task: Task, report: TaskReport) -> list[Event]:
        self.must_be_open()
        if task.report:
            raise TaskReported
        done = replace(task, report=report)
        self.tasks = tuple(done if one.id == task.id else one for one in self.tasks)
        return []

    def finish_investigation(self, *, finding: str | None, report_due_at: datetime, act: Act) -> list[Event]:
        investigation = self._running()
        if investigation.finished_at:
            raise InvestigationFinishedAlready
        self.investigation = replace(
            investigation, finished_at=act.now, finding=finding, report_due_at=report_due_at
        )
        return [InvestigationFinished(report_due_at=report_due_at)]

    def report(self, *, text: str, act: Act) -> list[Event]:
        investigation = self._running()
        if not investigation.finished_at:
            raise InvestigationOpen
        self.investigation = replace(
            investigation, report=text, reported_by=act.actor.subject, reported_at=act.now
        )
        self.status = "reported"
        return [InvestigationReported()]

    def decide(self, *, text: str, act: Act) -> list[Event]:
        """The deputy GM decides on the report (CO-07)."""
        self.must_be("reported")
        assert self.investigation
        self.investigation = replace(
            self.investigation, ruling=text, ruled_by=act.actor.subject, ruled_at=act.now
        )
        self.status = "decided"
        return [ReportDecided()]

    def awaits(self, part: str) -> datetime | None:
        """When `part` (`investigation` or `report`) was due, if it is still open."""
        investigation = self.investigation
        if self.status != "investigating" or investigation is None:
            return None
        if part == "investigation":
            return None if investigation.finished_at else investigation.due_at
        return investigation.report_due_at

    def near(self, part: str, *, act: Act) -> list[Event]:
        """IN-07: the warning before the deadline."""
        due_at = self.awaits(part)
        if due_at is None:
            return []
        self.step("warned", act=act, reason=part)
        return [ComplaintDeadlineNear(what=part, due_at=due_at)]

    def overdue(self, part: str, *, day: int, act: Act) -> list[Event]:
        """Missed: the service manager and the next level hear of it, daily until answered (IN-07, CO-07)."""
        due_at = self.awaits(part)
        if due_at is None:
            return []
        level = rules.next_step(day)
        self.step("overdue", *([] if day else ["service_manager"]), level, act=act, reason=part)
        up: Event = ComplaintEscalated(to=[level], reason=f"{part}_overdue")
        return [up] if day else [ComplaintOverdue(what=part, due_at=due_at, to="service_manager"), up]

    def _running(self) -> Investigation:
        self.must_be("investigating")
        assert self.investigation
        return self.investigation
