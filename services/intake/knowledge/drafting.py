"""Solved faults feed the knowledge base: a draft from the report, by itself or on request (IN-03)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from services.intake.customers.models import Customer
from services.intake.knowledge import refusals, rules
from services.intake.knowledge.models import Article, SolvedFault
from services.intake.knowledge.usecases import Written, revise_article, version_of, write_article
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit

SOLVED = ("repaired", "answered")
"""Outcomes of tickets whose reports tell how a fault was solved."""


async def keep_report(
    session: AsyncSession,
    ticket: Ticket,
    *,
    visit_id: UUID | None,
    cause: str,
    resolution: str,
    parts: Sequence[str],
    reported_at: datetime,
) -> None:
    """What the report says, without the customer's name and anybody's number."""
    names = await _names(session, ticket)
    report = {
        "id": visit_id or ticket.id,
        "ticket_id": ticket.id,
        "visit_id": visit_id,
        "cause": rules.without_persons(cause, names),
        "resolution": rules.without_persons(resolution, names),
        "parts": list(parts),
        "reported_at": reported_at,
    }
    new = insert(SolvedFault).values(report)
    told = {name: new.excluded[name] for name in ("cause", "resolution", "parts", "reported_at")}
    await session.execute(new.on_conflict_do_update(index_elements=["id"], set_=told))


async def learn(*, session: AsyncSession, act: Act, ticket: Ticket) -> None:
    """Link the repair to the article of its product and fault.

    A draft is begun where there is none, and anew where the fault came back after all that it was drawn from.
    """
    solved = await _last_report(session, ticket)
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


async def doubt(session: AsyncSession, ticket_id: UUID) -> None:
    """The same fault came back: what its reports say hasn't solved it (IN-16)."""
    await session.execute(update(SolvedFault).filter_by(ticket_id=ticket_id).values(held=False))


async def draft_from_ticket(*, session: AsyncSession, act: Act, ticket: Ticket) -> Written:
    """A draft of its own, whatever there is already. Raises `NoReport`."""
    await note_remote_report(session, ticket, at=act.now)
    solved = await _last_report(session, ticket)
    if solved is None:
        raise refusals.NoReport
    unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    article, version = await _draft(session, act, ticket, unit, solved, key=None)
    solved.article_id = article.id
    await session.flush()
    return article, version


async def note_remote_report(session: AsyncSession, ticket: Ticket, *, at: datetime) -> None:
    """Remote service resolves a ticket with the same report (IN-06)."""
    if report := ticket.remote_report:
        await keep_report(
            session,
            ticket,
            visit_id=None,
            cause=report["cause"],
            resolution=report["resolution"],
            parts=[part["name"] for part in report.get("parts", ())],
            reported_at=ticket.done_at or at,
        )


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
        names=await _names(session, ticket),
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


async def _last_report(session: AsyncSession, ticket: Ticket) -> SolvedFault | None:
    query = select(SolvedFault).where(SolvedFault.ticket_id == ticket.id)
    return await session.scalar(
        query.order_by(SolvedFault.reported_at.desc(), SolvedFault.id.desc()).limit(1)
    )


async def _names(session: AsyncSession, ticket: Ticket) -> list[str]:
    """A single character is too common to be told from other words."""
    customer = await session.get_one(Customer, ticket.customer_id)
    return [name for name in (customer.name, customer.contact_person) if name and len(name) > 1]
