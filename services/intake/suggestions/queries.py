"""Finding suggestions (IN-18)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.suggestions.models import Compilation, Suggestion
from services.intake.suggestions.rules import bounds

_AT_MOST = 200


def suggestions_like(*, month: str | None, **asked: Any) -> Select[Suggestion]:
    """All that fit what is given, by column; `month` is that of the verdict."""
    query = select(Suggestion).where(
        *(getattr(Suggestion, name) == value for name, value in asked.items() if value is not None)
    )
    if month is None:
        return query
    begin, end = bounds(month)
    return query.where(Suggestion.answered_at >= begin, Suggestion.answered_at < end)


async def waiting(session: AsyncSession) -> Sequence[Suggestion]:
    """Those without an answer: the serious ones ahead of the rest, then the longest waiting."""
    query = select(Suggestion).where(Suggestion.status != "answered")
    order = query.order_by(Suggestion.serious.desc(), Suggestion.registered_at, Suggestion.id)
    return (await session.scalars(order.limit(_AT_MOST))).all()


async def valuable_in(session: AsyncSession, month: str) -> Sequence[Suggestion]:
    """In the order of their verdicts."""
    query = suggestions_like(month=month, valuable=True)
    return (await session.scalars(query.order_by(Suggestion.answered_at, Suggestion.id))).all()


async def compilation_of(session: AsyncSession, month: str) -> Compilation | None:
    return await session.scalar(select(Compilation).where(Compilation.month == month))
