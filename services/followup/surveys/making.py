"""Surveys are made: on a visit, at a closing, after a case (FU-01, FU-02)."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.complaints import ComplaintClosed
from libs.common.events.envelope import Received
from libs.common.ids import derived_id, site_date
from libs.common.policy.operations import FollowUp as Figures
from libs.common.record import record
from services.followup.calls.rules import call_time, calling_hours
from services.followup.customers.queries import present_file
from services.followup.packs import figures
from services.followup.surveys.models import Survey
from services.followup.tickets.models import Ticket
from services.followup.tickets.rules import WantedSurvey, number_at, wanted_surveys

REMIND = "surveys.remind"


async def settle_surveys(*, session: AsyncSession, act: Act, ticket: Ticket) -> None:
    """Make what the ticket's facts ask for and isn't there, and mend what was made before all were known."""
    wanted = wanted_surveys(ticket.visits, ticket.closings, ticket.remote_work)
    query = select(Survey).where(Survey.about_id == ticket.id).order_by(Survey.resolution.desc())
    made = list((await session.scalars(query.with_for_update(**HELD))).all())
    for survey in made:
        await _renumber(session, act, survey, ticket)
    by_number = {survey.resolution: survey for survey in made}
    for one in wanted:
        if one.resolution in by_number:
            await _mend(session, act, by_number[one.resolution], one)
        else:
            await _make_for_ticket(session, act, ticket, one)


async def send_about_case(*, session: AsyncSession, act: Act, event: Received[ComplaintClosed]) -> None:
    """After every closed complaint (FU-01); its handlers don't answer for their own work."""
    before = await session.scalar(
        select(func.count()).select_from(Survey).where(Survey.about_id == event.subject)
    )
    await _make(
        session,
        act,
        figures(today=site_date(act.now)),
        id=derived_id(event.id, "survey"),
        about="case",
        about_id=event.subject,
        ticket_id=event.data.ticket_id,
        customer_id=await present_file(session, event.data.customer_id),
        resolution=(before or 0) + 1,
        given="link",
        sent_at=event.time,
        workers=sorted(event.data.handlers),
    )


async def _make_for_ticket(session: AsyncSession, act: Act, ticket: Ticket, wanted: WantedSurvey) -> None:
    await _make(
        session,
        act,
        figures(today=site_date(act.now), category=ticket.category, purchase_date=ticket.purchase_date),
        id=derived_id(wanted.source_id, f"survey {wanted.resolution}"),
        about="ticket",
        about_id=ticket.id,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        resolution=wanted.resolution,
        sent_at=wanted.at,
        **_of(wanted),
    )


async def _make(session: AsyncSession, act: Act, terms: Figures, **values: Any) -> None:
    sent_at: datetime = values["sent_at"]
    survey = Survey(
        **{
            "visit_id": None,
            "technician_id": None,
            "technician": None,
            **values,
            "nonce": secrets.token_bytes(16),
            "expires_at": sent_at + timedelta(days=terms.survey_link_days),
            "status": "sent",
        }
    )
    session.add(survey)
    await record(
        session, act=act, aggregate=survey, verb="send", events=survey.sent(), correlation=_whole(survey)
    )
    if terms.survey_reminders:
        remind_at = sent_at + timedelta(days=terms.survey_reminder_days)
        due_at = call_time(remind_at, calling_hours(terms.quiet_hours, None))
        await timers.set(session, kind=REMIND, key=str(survey.id), due_at=due_at)


async def _renumber(session: AsyncSession, act: Act, survey: Survey, ticket: Ticket) -> None:
    """A closing heard of after a later visit: the visit's survey belongs to the next resolution."""
    visit = next((visit for visit in ticket.visits if visit.id == survey.visit_id), None)
    if visit and survey.resolution != number_at(visit.at, ticket.closings):
        survey.resolution = number_at(visit.at, ticket.closings)
        await record(session, act=act, aggregate=survey, verb="renumber", correlation=ticket.id)


async def _mend(session: AsyncSession, act: Act, survey: Survey, wanted: WantedSurvey) -> None:
    now_known = _of(wanted)
    if any(getattr(survey, name) != value for name, value in now_known.items()):
        for name, value in now_known.items():
            setattr(survey, name, value)
        await record(session, act=act, aggregate=survey, verb="mend", correlation=survey.ticket_id)


def _of(wanted: WantedSurvey) -> dict[str, Any]:
    visit = wanted.visit
    return {
        "given": wanted.given,
        "visit_id": visit.id if visit else None,
        "technician_id": visit.technician_id if visit else None,
        "technician": visit.user if visit else None,
        "workers": wanted.workers,
    }


def _whole(survey: Survey) -> UUID:
    return survey.ticket_id or survey.about_id
