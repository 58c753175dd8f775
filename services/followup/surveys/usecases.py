"""Answering a survey, and being reminded of it (FU-01, FU-02)."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act, Actor
from libs.common.events.followup import CustomerNotified
from libs.common.ids import site_date
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid
from services.followup.calls.clock import note_answered
from services.followup.calls.models import FollowUp
from services.followup.calls.rules import call_time, calling_hours, next_day
from services.followup.customers.queries import customer_for_update
from services.followup.dissatisfaction.usecases import report_survey
from services.followup.packs import figures
from services.followup.surveys.making import REMIND
from services.followup.surveys.models import Survey
from services.followup.surveys.schemas import Answers, TypedAnswers
from services.followup.tickets.models import Ticket

REMINDER = "survey reminder"
CUSTOMER = Actor(subject="customer")
"""Whoever answers by link without signing in."""


class AnsweredTooEarly(Invalid):
    zh = "填写时间不能早于调查发出的时间。"
    en = "The survey can't be answered before it was given."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/at", "before_the_survey", self.en)])


async def answer_by_link(*, session: AsyncSession, act: Act, survey: Survey, answers: Answers) -> Survey:
    """Once, until it expires. Raises `OwnWork`, `SurveyAnswered`, `SurveyExpired`."""
    survey.refuse_own_work(act.actor.subject)
    survey.refuse_by_link(act.now)
    channel = "device" if survey.given == "device" else "link"
    typed_by = None if act.actor == CUSTOMER else act.actor.subject
    await _answer(session, act, survey, answers, channel=channel, typed_by=typed_by, at=act.now)
    await _note_contact(session, act, survey, at=act.now)
    return survey


async def type_answers(*, session: AsyncSession, act: Act, survey: Survey, answers: TypedAnswers) -> Survey:
    """By phone or from paper, also after the link has expired.

    Raises `AnsweredTooEarly`, `OwnWork`, `SurveyAnswered`.
    """
    survey.refuse_own_work(act.actor.subject)
    at = answers.at or act.now
    if at < survey.sent_at.replace(microsecond=0):
        raise AnsweredTooEarly
    channel = answers.channel or ("paper" if survey.given == "paper" else "phone")
    await _answer(session, act, survey, answers, channel=channel, typed_by=act.actor.subject, at=at)
    await _note_contact(session, act, survey, at=at)
    return survey


async def remind(*, session: AsyncSession, act: Act, survey: Survey) -> None:
    """At most once (FU-02); not on a day on which the customer hears from us anyway."""
    if survey.state(act.now) != "sent":
        return
    ticket = await session.get(Ticket, survey.ticket_id) if survey.about == "ticket" else None
    if ticket and (ticket.cancelled or (ticket.reopened_at and ticket.reopened_at > survey.sent_at)):
        return
    if ticket and ticket.told_at and site_date(ticket.told_at) == site_date(act.now):
        quiet = figures(today=site_date(act.now)).quiet_hours
        tomorrow = call_time(next_day(act.now), calling_hours(quiet, None))
        await timers.set(session, kind=REMIND, key=str(survey.id), due_at=tomorrow)
        return
    survey.reminded_at = act.now
    events = [] if await _is_called_today(session, survey, act) else [_reminder(survey)]
    await record(
        session, act=act, aggregate=survey, verb="remind", events=events, correlation=survey.ticket_id
    )


async def _answer(
    session: AsyncSession,
    act: Act,
    survey: Survey,
    answers: Answers,
    *,
    channel: str,
    typed_by: str | None,
    at: datetime,
) -> None:
    events = survey.answer(
        answers.grades, opinion=answers.opinion or None, channel=channel, typed_by=typed_by, at=at
    )
    await timers.cancel(session, kind=REMIND, key=str(survey.id))
    await record(
        session, act=act, aggregate=survey, verb="answer", events=events, correlation=survey.ticket_id
    )
    if survey.dissatisfied:
        await report_survey(session=session, act=act, survey=survey, poor=survey.poor, at=at)


async def _note_contact(session: AsyncSession, act: Act, survey: Survey, *, at: datetime) -> None:
    """Whoever answers has been in touch (FU-03); with paper or device that was the visit."""
    if survey.customer_id and survey.channel not in ("paper", "device"):
        customer = await customer_for_update(session, survey.customer_id)
        if survey.channel == "phone":
            customer.called(at)
        await note_answered(session=session, act=act, customer=customer, at=at)


async def _is_called_today(session: AsyncSession, survey: Survey, act: Act) -> bool:
    """Then the survey is asked in that call instead (FU-06)."""
    if survey.customer_id is None:
        return False
    due = select(FollowUp.id).where(
        FollowUp.customer_id == survey.customer_id,
        FollowUp.status == "open",
        FollowUp.due_at < next_day(act.now),
    )
    return await session.scalar(due.limit(1)) is not None


def _reminder(survey: Survey) -> CustomerNotified:
    reference = sha256(f"{REMINDER} {survey.id}".encode()).hexdigest()
    return CustomerNotified(channel="link", ticket_id=survey.ticket_id, text_hash=reference)
