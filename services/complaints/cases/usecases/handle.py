"""Acts on a case that need nothing but the case, and the appointments that follow (CO-05 … CO-07)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.calendar import CalendarError, calendar_named
from libs.common.events.envelope import Event
from libs.common.policy.pack import Pack
from libs.common.record import record
from libs.common.web.problems import Invalid
from services.complaints.cases.models import Case
from services.complaints.cases.refusals import NotYourDepartment
from services.complaints.cases.values import TaskReport
from services.complaints.policy import pack_of


async def keep(*, session: AsyncSession, act: Act, case: Case, verb: str, events: Sequence[Event]) -> Case:
    """Record what was decided on the case."""
    await record(
        session,
        act=act,
        aggregate=case,
        verb=verb,
        events=events,
        correlation=case.ticket_id or case.id,
    )
    return case


async def expect_answer(*, session: AsyncSession, act: Act, case: Case) -> None:
    """Its department is chased if the form in hand isn't resolved by then (IN-07)."""
    pack = await pack_of(session, case.ticket_id, now=act.now)
    due_at = pack.ladder.chase_after.after(act.now)
    await timers.set(session, kind="cases.chase", key=str(case.id), due_at=due_at)


async def investigate(
    *,
    session: AsyncSession,
    act: Act,
    case: Case,
    due_at: datetime | None,
    joint: Sequence[str],
    joint_visit_on: date | None,
) -> Case:
    """By the pack's working days where no deadline is written on the form (CO-07)."""
    if due_at and due_at <= act.now:
        raise Invalid.field("/due_at", "in_the_past", "must lie in the future")
    pack = await pack_of(session, case.ticket_id, now=act.now)
    due = due_at or pack.complaints.investigation.after(act.now)
    events = case.investigate(due_at=due, joint=joint, joint_visit_on=joint_visit_on, act=act)
    await watch(session, case, "investigation", due_at=due, pack=pack, now=act.now)
    return await keep(session=session, act=act, case=case, verb="investigate", events=events)


async def finish_investigation(*, session: AsyncSession, act: Act, case: Case, finding: str | None) -> Case:
    """The report is due within the pack's days from now (CO-07)."""
    pack = await pack_of(session, case.ticket_id, now=act.now)
    due = pack.complaints.report_within.after(act.now)
    events = case.finish_investigation(finding=finding, report_due_at=due, act=act)
    await watch(session, case, "report", due_at=due, pack=pack, now=act.now)
    return await keep(session=session, act=act, case=case, verb="finish-investigation", events=events)


async def report(*, session: AsyncSession, act: Act, case: Case, text: str) -> Case:
    events = case.report(text=text, act=act)
    return await keep(session=session, act=act, case=case, verb="report", events=events)


async def report_task(*, session: AsyncSession, act: Act, case: Case, name: str, report: TaskReport) -> Case:
    """By the department itself, or by a department manager (CO-06)."""
    task = case.task(name)
    in_department(act, task.department)
    events = case.report_task(task, report)
    return await keep(session=session, act=act, case=case, verb="report-task", events=events)


def in_department(act: Act, department: str) -> None:
    """Raises `NotYourDepartment`. Customer service is the service manager's."""
    role = "service_manager" if department == "customer_service" else department
    if not act.actor.has(role, "department_manager"):
        raise NotYourDepartment


async def watch(
    session: AsyncSession, case: Case, part: str, *, due_at: datetime, pack: Pack, now: datetime
) -> None:
    """Appointments for the warning in the desk's hours and for the deadline (IN-07); void once answered."""
    key, warn = f"{case.id}:{part}", pack.desk.warn_before
    await timers.set(session, kind="cases.overdue", key=key, due_at=due_at, data={"day": 0})
    with suppress(CalendarError):
        warning = calendar_named(warn.calendar).before(due_at, timedelta(hours=warn.hours or 0))
        if now < warning < due_at:
            await timers.set(session, kind="cases.warning", key=key, due_at=warning)
