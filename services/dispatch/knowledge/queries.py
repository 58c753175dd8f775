"""What is known of the fault that a job is about (IN-03, IN-15)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Cast, cast, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.dispatch.jobs.tickets import Ticket
from services.dispatch.knowledge.models import Article, QualityIssue

_AT_MOST = 10


async def articles_on(session: AsyncSession, ticket: Ticket) -> Sequence[Article]:
    """That name the fault's code or the model; the code says more. Of other products none."""
    named = [
        column.contains(_one(said.lower()))
        for column, said in ((Article.fault_codes, ticket.fault_code), (Article.models, ticket.model))
        if said
    ]
    if not named:
        return []
    of_product = or_(
        Article.categories == cast([], JSONB), Article.categories.contains(_one(ticket.category))
    )
    query = select(Article).where(Article.number.is_not(None), or_(*named), of_product)
    return (await session.scalars(query.order_by(named[0].desc(), Article.id.desc()).limit(_AT_MOST))).all()


def _one(word: str | None) -> Cast[Any]:
    return cast([word], JSONB)


async def issues_of(session: AsyncSession, ticket: Ticket) -> Sequence[QualityIssue]:
    """Open ones of the model and the fault; a matter of safety concerns every fault, and comes first."""
    if ticket.model is None:
        return []
    query = select(QualityIssue).where(~QualityIssue.closed, QualityIssue.model == ticket.model.lower())
    if ticket.fault_code:
        same = or_(QualityIssue.fault_code.is_(None), QualityIssue.fault_code == ticket.fault_code.lower())
        query = query.where(or_(QualityIssue.safety, same))
    order = query.order_by(QualityIssue.safety.desc(), QualityIssue.id.desc())
    return (await session.scalars(order.limit(_AT_MOST))).all()
