"""What can be done with a suggestion (IN-18)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from services.intake.suggestions import queries, rules
from services.intake.suggestions.models import Compilation, Suggestion

COMPILE = "suggestions.compile"


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
    serious: bool = False,
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
        serious=serious,
        registered_at=act.now,
        answer=None,
        verdict=None,
        valuable=False,
        answered_at=None,
    )
    registered = suggestion.registered()
    session.add(suggestion)
    await record(session, act=act, aggregate=suggestion, verb="register", events=registered)
    return suggestion


async def reword_suggestion(*, session: AsyncSession, act: Act, suggestion: Suggestion, text: str) -> None:
    suggestion.reword(text)
    await record(session, act=act, aggregate=suggestion, verb="change")


async def mark_serious(*, session: AsyncSession, act: Act, suggestion: Suggestion) -> None:
    if events := suggestion.mark_serious():
        await record(session, act=act, aggregate=suggestion, verb="mark-serious", events=events)


async def route_suggestion(
    *, session: AsyncSession, act: Act, suggestion: Suggestion, department: str
) -> Suggestion:
    events = suggestion.route(department=department, by=act.actor)
    await record(session, act=act, aggregate=suggestion, verb="route", events=events)
    return suggestion


async def answer_suggestion(
    *, session: AsyncSession, act: Act, suggestion: Suggestion, text: str, verdict: str, valuable: bool | None
) -> Suggestion:
    """A valuable one is compiled when its month is over."""
    events = suggestion.give_answer(
        text=text,
        verdict=verdict,
        valuable=rules.is_valuable(verdict, valuable),
        by=act.actor,
        now=act.now,
    )
    if suggestion.valuable:
        month = rules.month_of(act.now)
        await timers.set(session, kind=COMPILE, key=month, due_at=rules.bounds(month)[1])
    await record(session, act=act, aggregate=suggestion, verb="answer", events=events)
    return suggestion


async def compile_month(*, session: AsyncSession, act: Act, month: str) -> None:
    found = await queries.valuable_in(session, month)
    compilation = await queries.compilation_of(session, month) or Compilation(id=new_id(), month=month)
    events = compilation.compile(found, now=act.now)
    session.add(compilation)
    await record(session, act=act, aggregate=compilation, verb="compile", events=events)
