"""From a "poor" or words of complaint to an action and its check (FU-02, FU-10)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import derived_id, new_id, site_date
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid
from services.followup.calls.models import FollowUp
from services.followup.calls.rules import day_start
from services.followup.calls.scheduling import schedule
from services.followup.dissatisfaction.models import Dissatisfaction
from services.followup.surveys.models import Survey


class CheckInThePast(Invalid):
    zh = "复查日期不能早于今天。"
    en = "The check can't be before today."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/check_on", "in_the_past", self.en)])


async def report_survey(
    *, session: AsyncSession, act: Act, survey: Survey, poor: list[str], at: datetime
) -> Dissatisfaction:
    """The survey is locked after it, so there is one of it at most."""
    reported = _new(
        derived_id(survey.id, "dissatisfaction"),
        source="survey",
        source_id=survey.id,
        ticket_id=survey.ticket_id,
        about_case_id=survey.about_id if survey.about == "case" else None,
        customer_id=survey.customer_id,
        technician_id=survey.technician_id,
        technician=survey.technician,
        poor=poor,
        text=survey.opinion or "",
        at=at,
    )
    await _report(session, act, reported)
    return reported


async def report_call(
    *, session: AsyncSession, act: Act, call: FollowUp, text: str, at: datetime
) -> Dissatisfaction:
    reported = _new(
        new_id(),
        source="followup",
        source_id=call.id,
        ticket_id=call.ticket_id,
        customer_id=call.customer_id,
        text=text,
        at=at,
    )
    await _report(session, act, reported)
    return reported


async def settle(
    *, session: AsyncSession, act: Act, reported: Dissatisfaction, action: str, check_on: date
) -> Dissatisfaction:
    """What was done, and the call that asks whether it helped.

    Raises `CheckInThePast`, `DissatisfactionNotOpen`.
    """
    if check_on < site_date(act.now):
        raise CheckInThePast
    events = reported.settle(action=action, check_on=check_on, by=act.actor.subject, at=act.now)
    await record(
        session, act=act, aggregate=reported, verb="settle", events=events, correlation=reported.ticket_id
    )
    await schedule(
        session=session,
        act=act,
        id_=new_id(),
        reason="check",
        earliest=max(day_start(check_on), act.now),
        customer_id=reported.customer_id,
        ticket_id=reported.ticket_id,
        source_id=reported.id,
        source_at=act.now,
    )
    return reported


async def check_result(*, session: AsyncSession, act: Act, call: FollowUp, satisfied: bool) -> None:
    """The check call has ended, one way or the other."""
    reported = await session.get_one(Dissatisfaction, call.source_id, with_for_update=HELD)
    reported.checked(satisfied=satisfied, at=act.now)
    await record(session, act=act, aggregate=reported, verb="check", correlation=reported.ticket_id)


def _new(
    id_: UUID,
    *,
    source: str,
    source_id: UUID,
    ticket_id: UUID | None,
    customer_id: UUID | None,
    text: str,
    at: datetime,
    about_case_id: UUID | None = None,
    technician_id: UUID | None = None,
    technician: str | None = None,
    poor: list[str] | None = None,
) -> Dissatisfaction:
    return Dissatisfaction(
        id=id_,
        state="open",
        source=source,
        source_id=source_id,
        ticket_id=ticket_id,
        about_case_id=about_case_id,
        complaint_id=None,
        customer_id=customer_id,
        technician_id=technician_id,
        technician=technician,
        poor=poor or [],
        text=text,
        reported_at=at,
        action=None,
        check_on=None,
        settled_by=None,
        settled_at=None,
        checked_at=None,
    )


async def _report(session: AsyncSession, act: Act, reported: Dissatisfaction) -> None:
    session.add(reported)
    await record(
        session,
        act=act,
        aggregate=reported,
        verb="report",
        events=reported.reported(),
        correlation=reported.ticket_id,
    )
