"""What can be done with a suggestion (IN-18)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from services.intake.suggestions.models import Suggestion


async def register_suggestion(
    *,
    session: AsyncSession,
    act: Act,
    channel: str,
    text: str,
    customer_id: UUID | None,
    ticket_id: UUID | None = None,
    contact_id: UUID | None = None,
    department: str | None = None,
    suggestion_id: UUID | None = None,
) -> Suggestion:
    """`suggestion_id` is given where it follows from an event."""
    suggestion = Suggestion(
        id=suggestion_id or new_id(),
        channel=channel,
        text=text,
        customer_id=customer_id,
        ticket_id=ticket_id,
        contact_id=contact_id,
        department=department,
        status="routed" if department else "registered",
        registered_at=act.now,
        answer=None,
        verdict=None,
    )
    session.add(suggestion)
    await record(session, act=act, aggregate=suggestion, verb="register", events=suggestion.registered())
    return suggestion


async def reword_suggestion(*, session: AsyncSession, act: Act, suggestion: Suggestion, text: str) -> None:
    suggestion.reword(text)
    await record(session, act=act, aggregate=suggestion, verb="change")


async def route_suggestion(
    *, session: AsyncSession, act: Act, suggestion: Suggestion, department: str
) -> Suggestion:
    events = suggestion.route(department=department)
    await record(session, act=act, aggregate=suggestion, verb="route", events=events)
    return suggestion


async def answer_suggestion(
    *, session: AsyncSession, act: Act, suggestion: Suggestion, text: str, verdict: str
) -> Suggestion:
    events = suggestion.give_answer(text=text, verdict=verdict)
    await record(session, act=act, aggregate=suggestion, verb="answer", events=events)
    return suggestion
