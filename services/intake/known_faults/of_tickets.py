"""What is known of the faults of tickets, told with them; one statement for all of them (IN-02, IN-15).

By what a ticket names: an open ticket of its unit for the same fault, open issues of its product, its fault
in recent tickets, articles that have its code.
What its words are like too is found by `known_faults`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Self, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.policy.operations import Tickets
from libs.common.policy.shipped import shipped_packs
from libs.common.prepared import Prepared
from libs.common.web.edge import Edge
from services.intake.knowledge.models import Article, ArticleVersion
from services.intake.knowledge.queries import versions_of
from services.intake.known_faults import words
from services.intake.known_faults.queries import COUNTED
from services.intake.known_faults.schemas import KnownFault, TicketWithKnownFaults
from services.intake.quality.models import QualityIssue
from services.intake.quality.reports import key_of
from services.intake.tickets.loading import line
from services.intake.tickets.models import Ticket
from services.intake.tickets.together import Opening, open_together

Found = TypeVar("Found", QualityIssue, Article)
Line = Mapping[str, Any]
_ORDER = ("open_ticket", "quality_issue", "tickets", "article")
_KNOWN = Prepared(f"""
    WITH asked AS MATERIALIZED (
        SELECT given.*, u.model, u.lot, u.category
        FROM unnest(CAST(:ids AS uuid[]), CAST(:units AS uuid[]), CAST(:codes AS text[]),
                    CAST(:faults AS text[])) AS given (ticket_id, unit_id, code, fault)
        JOIN units u ON u.id = given.unit_id
    )
    SELECT a.ticket_id, 'open_ticket' AS source, t.id, t.number, a.model, CAST(NULL AS bigint) AS times
    FROM asked a CROSS JOIN LATERAL (
        SELECT t.id, t.number FROM tickets t
        WHERE t.unit_id = a.unit_id AND t.id <> a.ticket_id AND t.status NOT IN ('closed', 'cancelled')
            AND CASE WHEN t.fault_code IS NULL OR a.code IS NULL
                     THEN {key_of("t.fault")} = {key_of("a.fault")}
                     ELSE lower(normalize(t.fault_code, NFKC)) = lower(normalize(a.code, NFKC)) END
        LIMIT 1
    ) AS t
    UNION ALL
    SELECT a.ticket_id, 'quality_issue', q.id, NULL, a.model, NULL
    FROM asked a JOIN quality_issues q ON q.status <> 'closed'
        AND (lower(q.model) = lower(a.model) OR lower(q.lot) = lower(a.lot))
        AND (q.basis = 'lot' OR q.safety OR a.code IS NULL OR q.fault_code IS NULL
             OR lower(q.fault_code) = lower(a.code))
    UNION ALL
    SELECT a.ticket_id, 'tickets', NULL, NULL, a.model, recent.times
    FROM asked a CROSS JOIN LATERAL (
        SELECT count(DISTINCT incident) AS times FROM (
            SELECT coalesce(r.ticket_id, r.id) AS incident FROM quality_reports r
            WHERE r.fault_key = {key_of("a.model", "coalesce(a.code, a.fault)")}
                AND r.at >= :since AND r.counts AND r.ticket_id IS DISTINCT FROM a.ticket_id
            LIMIT {COUNTED}
        ) AS same
    ) AS recent WHERE recent.times >= :enough
    UNION ALL
    SELECT a.ticket_id, 'article', v.article_id, NULL, a.model, NULL
    FROM asked a JOIN article_versions v ON v.terms @@ search_query(search_text(a.code))
        AND jsonb_exists(CAST(lower(CAST(v.fault_codes AS text)) AS jsonb), lower(a.code))
        AND (v.categories = '[]' OR jsonb_exists(v.categories, a.category))
    JOIN articles ON articles.id = v.article_id AND articles.published = v.number
        AND articles.status = 'published'
""")  # noqa: S608


async def open_knowing(session: AsyncSession, wishes: Sequence[Opening]) -> None:
    """Tickets opened together, each with what is known of its fault."""
    await open_together(session, wishes)
    granted = [wish for wish in wishes if wish.result is not None]
    if not granted:
        return
    known = await _Known.of(session, [wish.result for wish in granted], granted[0].edge.act)
    for wish in granted:
        wish.result = known.told_with(wish.result, wish.edge.act)


async def knowing(edge: Edge, ticket: Ticket) -> TicketWithKnownFaults:
    facts = line(edge, ticket)
    known = await _Known.of(edge.session, [facts], edge.act)
    return TicketWithKnownFaults(**known.told_with(facts, edge.act))


class _Known:
    """What was found for some tickets; mostly nothing, and nothing more is read then."""

    def __init__(
        self,
        rows: Sequence[Line],
        issues: Mapping[UUID, QualityIssue],
        articles: Mapping[UUID, ArticleVersion],
    ) -> None:
        self._issues, self._articles = issues, articles
        self._rows: dict[UUID, list[Line]] = defaultdict(list)
        for row in rows:
            self._rows[row["ticket_id"]].append(row)

    @classmethod
    async def of(cls, session: AsyncSession, tickets: Sequence[Line], act: Act) -> Self:
        rows = await _KNOWN.rows(session, **_asked(tickets, act))
        issues = await _by_id(session, QualityIssue, rows, "quality_issue")
        articles = await _by_id(session, Article, rows, "article")
        versions = await versions_of(session, articles.values()) if articles else {}
        answering = {one.id: versions[one.id, one.published] for one in articles.values() if one.published}
        return cls(rows, issues, answering)

    def told_with(self, ticket: Line, act: Act) -> Line:
        found = [self._told(row, act) for row in self._rows.get(ticket["id"], ())]
        found.sort(key=lambda one: (not one.safety, _ORDER.index(one.source)))
        return {**ticket, "known_faults": found}

    def _told(self, row: Line, act: Act) -> KnownFault:
        if row["source"] == "open_ticket":
            return words.of_open_ticket(row["id"], row["number"], row["model"], act)
        if row["source"] == "quality_issue":
            return words.of_issue(self._issues[row["id"]], act)
        if row["source"] == "tickets":
            return words.of_tickets(row["model"], row["times"], _figures(act).known_fault_days, act)
        return words.of_article(self._articles[row["id"]], row["model"], act)


def _asked(tickets: Sequence[Line], act: Act) -> dict[str, Any]:
    figures = _figures(act)
    return {
        "ids": [ticket["id"] for ticket in tickets],
        "units": [ticket["unit_id"] for ticket in tickets],
        "codes": [ticket["fault"]["code"] for ticket in tickets],
        "faults": [ticket["fault"]["text"] for ticket in tickets],
        "since": act.now - timedelta(days=figures.known_fault_days),
        "enough": figures.known_fault_tickets,
    }


def _figures(act: Act) -> Tickets:
    return shipped_packs().base(site_date(act.now)).tickets


async def _by_id(
    session: AsyncSession, model: type[Found], rows: Sequence[Line], source: str
) -> dict[UUID, Found]:
    ids = {row["id"] for row in rows if row["source"] == source}
    if not ids:
        return {}
    return {found.id: found for found in await session.scalars(select(model).where(model.id.in_(ids)))}
