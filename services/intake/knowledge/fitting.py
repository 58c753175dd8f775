"""Which articles fit a fault: by its code, the model and the words, the best first (IN-03)."""

from dataclasses import astuple, dataclass
from typing import NamedTuple, Self

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.knowledge.models import Article
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is known while the customer is on the line."""

    fault: str | None = None
    fault_code: str | None = None
    category: str | None = None
    model: str | None = None

    @classmethod
    async def of_ticket(cls, session: AsyncSession, ticket: Ticket) -> Self:
        unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
        return cls(
            fault=ticket.fault,
            fault_code=ticket.fault_code,
            category=ticket.category,
            model=unit.model if unit else None,
        )


class Fit(NamedTuple):
    article: Article
    because: list[str]


_BEST = text("""
    WITH grams AS MATERIALIZED (
        SELECT gram, CAST(quote_literal(gram) AS tsquery) AS term
        FROM unnest(tsvector_to_array(search_terms(search_text(:fault), NULL))) AS gram
        WHERE char_length(gram) > 1
    ), known AS (
        SELECT term, (SELECT count(*) FROM article_versions WHERE terms @@ term) AS often FROM grams
    ), asked AS MATERIALIZED (  -- what few articles say tells more than what all of them do
        SELECT term, ln(1 + (SELECT count(*) FROM articles)::float / often) AS weight
        FROM known WHERE often > 0
    ), fits AS (
        SELECT a.id, a.answered,
            CAST(:model AS text) IS NOT NULL AND EXISTS (
                SELECT FROM jsonb_array_elements_text(v.models) m WHERE lower(m) = lower(:model)) AS model,
            CAST(:code AS text) IS NOT NULL AND EXISTS (
                SELECT FROM jsonb_array_elements_text(v.fault_codes) c WHERE lower(c) = lower(:code)) AS code,
            coalesce((SELECT sum(weight) FILTER (WHERE v.terms @@ term) / sum(weight) FROM asked), 0)
                AS words
        FROM articles a JOIN article_versions v ON v.article_id = a.id AND v.number = a.published
        WHERE a.status = 'published'
            AND (CAST(:category AS text) IS NULL OR v.categories = '[]'
                OR jsonb_exists(v.categories, :category))
            AND v.terms @@ (
                SELECT CAST(string_agg(quote_literal(gram), ' | ') AS tsquery)
                FROM unnest(tsvector_to_array(search_terms(search_text(:words), NULL))) AS gram)
    )
    SELECT id, model, code, words >= :enough AS words
    FROM fits WHERE model OR code OR words >= :enough
    ORDER BY code::int * 2 + model::int + words * 2 DESC, answered DESC, id DESC
    LIMIT :limit
""")
_ENOUGH = 0.2
"""Of the weight of the caller's words that an article must share to be shown for them alone."""


async def fitting(session: AsyncSession, fault: Fault, *, limit: int) -> list[Fit]:
    told = {"fault": fault.fault or "", "words": " ".join(filter(None, astuple(fault)))}
    given = {"category": fault.category, "model": fault.model, "code": fault.fault_code}
    search = {"enough": _ENOUGH, "limit": limit}
    rows = (await session.execute(_BEST, {**told, **given, **search})).all()
    articles = await session.scalars(select(Article).where(Article.id.in_([row.id for row in rows])))
    by_id = {article.id: article for article in articles}
    return [Fit(by_id[row.id], _because(row.code, row.model, row.words)) for row in rows]


def _because(code: bool, model: bool, words: bool) -> list[str]:
    reasons = {"fault_code": code, "model": model, "words": words}
    return [name for name, holds in reasons.items() if holds]
