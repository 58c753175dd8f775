"""Keeping what tickets and complaint cases tell of a product's problems (IN-15).

A ticket's facts are read from the ticket as it stands, so that the order in which they are heard of doesn't
matter; a case about a ticket borrows the ticket's model, fault and lot where it names none itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.quality.rules import Problem

_LOCKS = 64


def key_of(*columns: str) -> str:
    """Written alike: case, width and spaces don't tell two apart; null where one part isn't known."""
    parts = [
        f"lower(regexp_replace(btrim(normalize({column}, NFKC)), '\\s+', ' ', 'g'))" for column in columns
    ]
    return (
        f"left(nullif({' || chr(31) || '.join(f'nullif({part}, {chr(39) * 2})' for part in parts)}, ''), 400)"
    )


_SAID = "id, source, ticket_id, number, at, category, model, fault_code, fault, lot, safety, counts"
_KEEP = f"""
    INSERT INTO quality_reports ({_SAID}, fault_key, lot_key)
    SELECT said.*,
           coalesce({key_of("said.model", "coalesce(said.fault_code, said.fault)")},
                    CASE WHEN said.safety THEN said.id::text END),
           {key_of("said.lot")}
    FROM ({{said}}) AS said ({_SAID})
    ON CONFLICT (id) DO UPDATE SET ticket_id = excluded.ticket_id, number = excluded.number,
        category = excluded.category, model = excluded.model, fault_code = excluded.fault_code,
        fault = excluded.fault, lot = excluded.lot, safety = excluded.safety, counts = excluded.counts,
        fault_key = excluded.fault_key, lot_key = excluded.lot_key
    RETURNING at, counts, fault_key, lot_key
"""  # noqa: S608
_TICKETS = text(
    _KEEP.format(
        said="""
            SELECT tickets.id, 'ticket', tickets.id, tickets.number, tickets.opened_at, tickets.category,
                   units.model, nullif(tickets.fault_code, ''), tickets.fault, units.lot, tickets.safety,
                   tickets.status <> 'cancelled' AND tickets.merged_into IS NULL
                       AND (tickets.safety OR tickets.kind IN ('repair', 'return', 'exchange'))
            FROM tickets LEFT JOIN units ON units.id = tickets.unit_id
            WHERE tickets.id = ANY(CAST(:ids AS uuid[]))
            ORDER BY tickets.id"""
    )
)
_CASES = text(
    _KEEP.format(
        said="""
            SELECT cases.case_id, 'case', coalesce(tickets.merged_into, tickets.id), cases.form_no,
                   cases.received_at, tickets.category, coalesce(cases.model, units.model),
                   CASE WHEN tickets.id IS NOT NULL THEN nullif(tickets.fault_code, '')
                        WHEN cases.complaint_class = 'quality' THEN cases.cause_code END,
                   tickets.fault, coalesce(cases.lot, units.lot), false,
                   cases.conduct_cause IS NULL AND (cases.complaint_class = 'quality'
                       OR cases.complaint_class = 'other' AND cases.lot IS NOT NULL)
            FROM complaint_cases AS cases
            LEFT JOIN tickets ON tickets.id = cases.ticket_id
            LEFT JOIN units ON units.id = tickets.unit_id
            WHERE cases.case_id = ANY(CAST(:ids AS uuid[]))
            ORDER BY cases.case_id"""
    )
)
_TURN = text("""
    SELECT pg_advisory_xact_lock(hashtext('quality'), turn)
    FROM (SELECT DISTINCT hashtext(key) & :mask AS turn
          FROM unnest(CAST(:keys AS text[])) AS key ORDER BY 1) AS turns
""")
_CASES_OF_TICKETS = text("SELECT case_id FROM complaint_cases WHERE ticket_id = ANY(CAST(:ids AS uuid[]))")
_TICKETS_OF_UNITS = text(
    "SELECT id FROM tickets WHERE unit_id = ANY(CAST(:units AS uuid[])) AND opened_at >= :since"
)


def _worth_a_look(of: str) -> str:
    return f"""
        SELECT '{of}' AS of, key FROM unnest(CAST(:{of} AS text[])) AS key
        WHERE (SELECT count(*) FROM (SELECT FROM quality_reports WHERE {of}_key = key LIMIT 2) AS two) > 1
            OR EXISTS (SELECT FROM quality_reports WHERE {of}_key = key AND safety)
            OR EXISTS (SELECT FROM quality_issues WHERE {of}_key = key)"""  # noqa: S608


_MORE_THAN_ONE = text(f"{_worth_a_look('lot')} UNION ALL {_worth_a_look('fault')} ORDER BY of DESC, key")


class Heard:
    """Which problems the reports just kept may be one too many of, and from when to when they are."""

    def __init__(self, rows: Iterable[RowMapping]) -> None:
        self.moments: dict[Problem, list[datetime]] = {}
        for row in rows:
            for problem in problems_of(row["fault_key"], row["lot_key"]) if row["counts"] else ():
                self.moments.setdefault(problem, []).append(row["at"])


def problems_of(fault_key: str | None, lot_key: str | None) -> list[Problem]:
    """The lot first: who made it says more than what broke."""
    lots = [Problem("lot", lot_key)] if lot_key else []
    return [*lots, *([Problem("fault", fault_key)] if fault_key else [])]


async def keep_tickets(session: AsyncSession, ids: Iterable[UUID]) -> Heard:
    return Heard((await session.execute(_TICKETS, {"ids": sorted(ids)})).mappings())


async def keep_cases(session: AsyncSession, ids: Iterable[UUID]) -> Heard:
    return Heard((await session.execute(_CASES, {"ids": sorted(ids)})).mappings())


async def cases_of_tickets(session: AsyncSession, ids: Iterable[UUID]) -> Sequence[UUID]:
    return (await session.scalars(_CASES_OF_TICKETS, {"ids": sorted(ids)})).all()


async def tickets_of_units(
    session: AsyncSession, units: Iterable[UUID], *, since: datetime
) -> Sequence[UUID]:
    found = await session.scalars(_TICKETS_OF_UNITS, {"units": sorted(units), "since": since})
    return found.all()


async def take_turn(session: AsyncSession, problems: Iterable[Problem]) -> None:
    """Whoever reckons with one of the problems waits for whoever is at it: many at once raise one issue."""
    keys = [f"{problem.of}:{problem.key}" for problem in problems]
    await session.execute(_TURN, {"keys": keys, "mask": _LOCKS - 1})


async def more_than_one(session: AsyncSession, problems: Iterable[Problem]) -> list[Problem]:
    """Those that need a look: told of twice, a matter of safety, or raised before; lots first."""
    keys: dict[str, list[str]] = {"lot": [], "fault": []}
    for problem in problems:
        keys[problem.of].append(problem.key)
    found = (await session.execute(_MORE_THAN_ONE, keys)).all()
    return [Problem(row.of, row.key) for row in found]


def around(moments: Sequence[datetime], days: int) -> tuple[datetime, datetime]:
    return min(moments) - timedelta(days=days), max(moments) + timedelta(days=days)
