"""Tickets by words and parts of numbers, newest first, however many there are (IN-05).

Words and terms are made by functions of the database (migration 0031), since its triggers need them as well.
docs/architecture/search.md says why, and what was tried and dropped.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.tickets.eras import eras
from services.intake.tickets.listed import COLUMNS, listed
from services.intake.tickets.models import Ticket

_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


class Place(NamedTuple):
    """In the list: after it comes what is older, or as old with a smaller id."""

    opened_at: datetime
    id: UUID


class Stretch(NamedTuple):
    """Of the list: opened at or after `since`, before `until`, after `place`."""

    since: datetime = _FIRST
    until: datetime = _LAST
    place: Place = Place(_LAST, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Worded:
    """All runs of letters and digits in `words`, part of a number, the beginning of a serial number."""

    words: str = ""
    number: str = ""
    serial: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.number or self.serial)

    def condition(self) -> ColumnElement[bool]:
        """For tickets that something else makes few: asked of one after the other."""
        row = table("ticket_search", column("ticket_id"), column("words", Text))
        words = func.coalesce(row.c.words, func.ticket_words(row.c.ticket_id), type_=Text)
        numbers, serial = (func.split_part(words, "\n", line, type_=Text) for line in (1, 2))
        fits = and_(
            words.op("LIKE")(all_(_patterns(self.words))),
            func.strpos(numbers, _once(func.search_text(self.number))) > (0 if self.number else -1),
            func.strpos(" " + serial, _once(" " + func.joined_serial(self.serial, type_=Text))) > 0,
        )
        return select(fits).where(row.c.ticket_id == Ticket.id).correlate(Ticket).scalar_subquery()

    async def newest(
        self, session: AsyncSession, stretch: Stretch, *, status: str | None, most: int
    ) -> Sequence[Ticket]:
        """Era by era until there are enough; what isn't indexed yet is read through."""
        asked = (await session.execute(_READ, asdict(self))).mappings().one()
        if not asked["parts"] or asked["newest"] is None:
            return []
        parts = _few(asked["parts"])
        newest = min(asked["newest"], stretch.until, stretch.place.opened_at)
        reach = eras(newest, max(asked["oldest"], stretch.since))
        given = {
            **asked,
            **{f"part_{number}": part for number, part in enumerate(parts)},
            "since": stretch.since,
            "until": stretch.until,
            "at": stretch.place.opened_at,
            "id": stretch.place.id,
            "eras": [era.term for era in reach],
            "status": status,
            "most": most,
        }
        return [listed(row) for row in await session.execute(_newest(len(parts)), given)]


def _patterns(asked: str) -> ColumnElement[Any]:
    found = func.search_patterns(func.search_text(func.national_number(asked)))
    return cast(_once(found), ARRAY[Any](Text))


def _once(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Reckoned once a statement, not once a row."""
    return select(value).scalar_subquery()


_READ = text("""
    WITH asked AS (
        SELECT search_text(national_number(:words)) AS words, search_text(:number) AS number,
               joined_serial(:serial) AS serial
    )
    SELECT search_parts(concat_ws(' ', words, number, serial)) AS parts,
           search_patterns(words) AS words, number, serial,
           (SELECT opened_at FROM tickets ORDER BY opened_at DESC LIMIT 1) AS newest,
           (SELECT opened_at FROM tickets ORDER BY opened_at LIMIT 1) AS oldest
    FROM asked""")

_FITS = """
    {words} LIKE ALL (CAST(:words AS text[]))
    AND (:number = '' OR strpos(split_part({words}, E'\\n', 1), :number) > 0)
    AND strpos(' ' || split_part({words}, E'\\n', 2), ' ' || :serial) > 0
    AND s.opened_at >= :since AND s.opened_at < :until AND (s.opened_at, s.ticket_id) < (:at, :id)
    AND (CAST(:status AS text) IS NULL
         OR :status = (SELECT status FROM tickets t WHERE t.id = s.ticket_id))"""

_HITS = """
    WITH fresh AS (
        SELECT s.ticket_id FROM ticket_search s, ticket_words(s.ticket_id) AS made (words)
        WHERE s.words IS NULL AND {fits_fresh}
              AND search_terms(made.words, s.opened_at) @@ ALL (CAST(ARRAY[{parts}] AS tsquery[]))
    ), indexed AS (
        SELECT hit.ticket_id
        FROM unnest(CAST(:eras AS text[])) WITH ORDINALITY AS era (term, place)
        CROSS JOIN LATERAL (
            SELECT s.ticket_id, s.opened_at FROM ticket_search s
            WHERE s.words IS NOT NULL AND {fits}
                  AND search_terms(s.words, s.opened_at) @@ CAST(era.term AS tsquery)
                  {conditions}
            ORDER BY s.opened_at DESC, s.ticket_id DESC LIMIT :most
        ) AS hit
        ORDER BY era.place, hit.opened_at DESC, hit.ticket_id DESC LIMIT :most
    )
    SELECT ticket_id FROM fresh UNION ALL SELECT ticket_id FROM indexed"""
_PART = "AND search_terms(s.words, s.opened_at) @@ CAST({part} AS tsquery)"
_MOST_PARTS = 4
"""Conditions of their own; what is beyond them is asked in the last one."""


def _few(parts: Sequence[str]) -> list[str]:
    return [*parts[: _MOST_PARTS - 1], *filter(None, [" & ".join(parts[_MOST_PARTS - 1 :])])]


@cache
def _newest(parts: int) -> Select[Any]:
    """Each part is a condition of its own, as the era is: the index then skips from hit to hit.

    What is found is an array, so it is looked for once, not for each ticket in the order of the list.
    """
    names = [f":part_{number}" for number in range(parts)]
    hits = _HITS.format(
        parts=", ".join(names),
        conditions="\n".join(_PART.format(part=name) for name in names),
        fits=_FITS.format(words="s.words"),
        fits_fresh=_FITS.format(words="made.words"),
    )
    found = text(hits).columns(column("ticket_id", Uuid)).scalar_subquery()
    tickets = select(*COLUMNS).where(Ticket.id == any_(func.array(found)))
    return tickets.order_by(Ticket.opened_at.desc(), Ticket.id.desc()).limit(bindparam("most"))
