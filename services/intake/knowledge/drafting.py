"""Solved faults feed the knowledge base: a draft from the report, by itself or on request (IN-03)."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from services.intake.knowledge import refusals, reports, rules
from services.intake.knowledge.models import Article
from services.intake.knowledge.records import SolvedFault
from services.intake.knowledge.usecases import Written, revise_article, version_of, write_article
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit

SOLVED = ("repaired", "answered")
"""Outcomes of tickets whose reports tell how a fault was solved."""


async def learn(*, session: AsyncSession, act: Act, ticket: Ticket) -> None:
    """Link the repair to the article of its product and fault.

    A draft is begun where there is none, and anew where the fault came back after all that it was drawn from.
    """
    solved = await reports.last_report(session, ticket)
    if solved is None or (solved.article_id is not None and solved.held):
        return
    unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    article = await _article_of(session, solved, _key(ticket, unit))
    if article is None:
        article, _ = await _draft(session, act, ticket, unit, solved, key=_key(ticket, unit))
    elif article.published is None and not await _holds(session, article):
        await _draft_anew(session, act, article, await _content(session, ticket, unit, solved))
    solved.article_id, solved.held = article.id, True
    await session.flush()


async def draft_from_ticket(*, session: AsyncSession, act: Act, ticket: Ticket) -> Written:
    """A draft of its own, whatever there is already. Raises `NoReport`."""
    await reports.note_remote_report(session, ticket, at=act.now)
    solved = await reports.last_report(session, ticket)
    if solved is None:
        raise refusals.NoReport
    unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    article, version = await _draft(session, act, ticket, unit, solved, key=None)
    solved.article_id = article.id
    await session.flush()
    return article, version


async def _draft(
    session: AsyncSession,
    act: Act,
    ticket: Ticket,
    unit: Unit | None,
    solved: SolvedFault,
    *,
    key: str | None,
) -> Written:
    content = await _content(session, ticket, unit, solved)
    return await write_article(session=session, act=act, content=content, fault_key=key)


async def _draft_anew(session: AsyncSession, act: Act, article: Article, content: dict[str, Any]) -> None:
    """Unless a person has had a hand in it."""
    version = await version_of(session, article, article.begin_draft())
    if version.authors == [act.actor.subject]:
        await revise_article(session=session, act=act, article=article, changes=content)


async def _content(
    session: AsyncSession, ticket: Ticket, unit: Unit | None, solved: SolvedFault
) -> dict[str, Any]:
    return rules.draft(
        category=ticket.category,
        model=unit.model if unit else None,
        code=ticket.fault_code,
        fault=ticket.fault,
        cause=solved.cause,
        resolution=solved.resolution,
        parts=solved.parts,
        names=await reports.names_of(session, ticket),
    )


async def _article_of(session: AsyncSession, solved: SolvedFault, key: str) -> Article | None:
    """The one that it feeds, else that of the product and fault; two at once wait for each other."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
    known = Article.id == solved.article_id if solved.article_id else Article.fault_key == key
    article: Article | None = await session.scalar(select(Article).where(known).with_for_update(**HELD))
    return article


async def _holds(session: AsyncSession, article: Article) -> bool:
    held = select(SolvedFault.id).where(SolvedFault.article_id == article.id, SolvedFault.held)
    return await session.scalar(held.limit(1)) is not None


def _key(ticket: Ticket, unit: Unit | None) -> str:
    return rules.fault_key(
        category=ticket.category,
        model=unit.model if unit else None,
        code=ticket.fault_code,
        fault=ticket.fault,
    )
