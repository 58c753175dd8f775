"""Lists of follow-ups: the newest first, or the calls of a day (FU-06)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from libs.common.act import Act
from libs.common.ids import site_date
from services.followup.calls import rules
from services.followup.calls.models import FollowUp
from services.followup.customers.models import Customer
from services.followup.packs import figures
from services.followup.suggestions.models import Suggestion
from services.followup.surveys.models import Survey


def follow_ups(
    *, agent: str | None, ticket_id: UUID | None, customer_id: UUID | None, status: str | None
) -> Select[FollowUp]:
    """Whose call it is: the agent's own and those that are nobody's."""
    query = select(FollowUp)
    if agent is not None:
        query = query.where(or_(FollowUp.agent == agent, FollowUp.agent.is_(None)))
    asked = {
        FollowUp.ticket_id: ticket_id,
        FollowUp.customer_id: customer_id,
        FollowUp.status: status,
    }
    return query.where(*(column == value for column, value in asked.items() if value is not None))


def calls_of(day: date, query: Select[FollowUp], *, do_not_call: bool) -> Select[FollowUp]:
    """Open calls that are due by the end of the day, overdue first, one for each customer.

    Nobody who asked not to be called is among them, or nobody else. Whoever asked to be called at a time of
    that day is called then, by whoever promised it, whatever else there is to ask.
    """
    due = (FollowUp.status == "open", FollowUp.due_at < rules.next_day(rules.day_start(day)))
    rank = func.row_number().over(
        partition_by=func.coalesce(FollowUp.customer_id, FollowUp.id), order_by=(FollowUp.due_at, FollowUp.id)
    )
    ranked = (
        query.with_only_columns(FollowUp.id, rank.label("rank")).where(*due, _not_put_off(day)).subquery()
    )
    return (
        select(FollowUp)
        .join(ranked, and_(ranked.c.id == FollowUp.id, ranked.c.rank == 1))
        .outerjoin(Customer, Customer.id == FollowUp.customer_id)
        .where(Customer.do_not_call.is_(True) if do_not_call else Customer.do_not_call.is_not(True))
        .order_by(FollowUp.due_at, FollowUp.id)
    )


def after(calls: Select[FollowUp], last: UUID | None) -> Select[FollowUp]:
    """The page that follows the call `last`."""
    if last is None:
        return calls
    place = select(FollowUp.due_at, FollowUp.id).where(FollowUp.id == last).scalar_subquery()
    return calls.where(tuple_(FollowUp.due_at, FollowUp.id) > place)


async def beside(session: AsyncSession, calls: Sequence[FollowUp], act: Act) -> dict[UUID, dict[str, Any]]:
    """By follow-up: what its customer wants, what else is to be asked, and when to call next."""
    ids = {call.customer_id for call in calls if call.customer_id and call.status == "open"}
    customers = {c.id: c for c in await session.scalars(select(Customer).where(Customer.id.in_(ids)))}
    due = await _due(session, ids)
    surveys = await _surveys(session, ids, act)
    suggestions = await _suggestions(session, ids)
    return {
        call.id: {
            **_wishes(customers.get(call.customer_id) if call.customer_id else None, call, act),
            "merged": [other for other in due[call.customer_id] if _merged(other, call, act)],
            "surveys": surveys[call.customer_id],
            "suggestions": suggestions[call.customer_id],
        }
        for call in calls
    }


def _not_put_off(day: date) -> ColumnElement[bool]:
    promised = aliased(FollowUp)
    begin = rules.day_start(day)
    other = select(promised.id).where(
        promised.customer_id == FollowUp.customer_id,
        promised.id != FollowUp.id,
        promised.status == "open",
        promised.call_back_at >= begin,
        promised.call_back_at < rules.next_day(begin),
    )
    return or_(FollowUp.call_back_at >= begin, ~other.exists())


def _merged(other: FollowUp, call: FollowUp, act: Act) -> bool:
    """Due by the end of the day of the call, which is today if it is overdue."""
    day = max(site_date(call.due_at), site_date(act.now))
    return call.status == "open" and other.id != call.id and site_date(other.due_at) <= day


def _wishes(customer: Customer | None, call: FollowUp, act: Act) -> dict[str, Any]:
    best = customer.best_hours if customer else None
    hours = rules.calling_hours(figures(today=site_date(act.now)).quiet_hours, best)
    promised = call.call_back_at is not None and call.call_back_at >= act.now
    return {
        "call_at": call.due_at if promised else rules.call_time(max(call.due_at, act.now), hours),
        "best_hours": best,
        "do_not_call": customer.do_not_call if customer else False,
    }


async def _due(session: AsyncSession, ids: set[UUID]) -> dict[UUID | None, list[FollowUp]]:
    found: dict[UUID | None, list[FollowUp]] = defaultdict(list)
    query = select(FollowUp).where(FollowUp.customer_id.in_(ids), FollowUp.status == "open")
    for call in await session.scalars(query.order_by(FollowUp.due_at, FollowUp.id)):
        found[call.customer_id].append(call)
    return found


async def _surveys(session: AsyncSession, ids: set[UUID], act: Act) -> dict[UUID | None, list[UUID]]:
    found: dict[UUID | None, list[UUID]] = defaultdict(list)
    query = select(Survey.customer_id, Survey.id).where(
        Survey.customer_id.in_(ids), Survey.status == "sent", Survey.expires_at > act.now
    )
    for customer_id, survey_id in await session.execute(query.order_by(Survey.id)):
        found[customer_id].append(survey_id)
    return found


async def _suggestions(session: AsyncSession, ids: set[UUID]) -> dict[UUID | None, list[UUID]]:
    found: dict[UUID | None, list[UUID]] = defaultdict(list)
    query = select(Suggestion.customer_id, Suggestion.id).where(
        Suggestion.customer_id.in_(ids), Suggestion.state == "open"
    )
    for customer_id, suggestion_id in await session.execute(query.order_by(Suggestion.id)):
        found[customer_id].append(suggestion_id)
    return found
