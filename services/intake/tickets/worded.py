"""Tickets by words and parts of numbers, newest first, however many there are (IN-05).

Words and terms are made by functions of the database (migrations 0016 to 0034), as its triggers need them.
docs/architecture/search.md says why, and what was tried and dropped.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, all_, and_, cast, column, func, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.tickets import hits
from services.intake.tickets.eras import eras
from services.intake.tickets.listed import listed
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
        near, far = eras(newest, max(asked["oldest"], stretch.since))
        given = {
            **asked,
            **{f"part_{number}": part for number, part in enumerate(parts)},
            "since": stretch.since,
            "until": stretch.until,
            "at": stretch.place.opened_at,
            "id": stretch.place.id,
            "near": [era.term for era in near],
            "far": [era.term for era in far],
            "status": status,
            "most": most,
            "enough": _ENOUGH,
        }
        return [listed(row) for row in await session.execute(hits.newest(len(parts)), given)]


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

_ENOUGH = 500
"""Fewer are read and sorted, rather than looked for era by era."""
_MOST_PARTS = 4
"""Conditions of their own; what is beyond them is asked in the last one."""


def _few(parts: Sequence[str]) -> list[str]:
    return [*parts[: _MOST_PARTS - 1], *filter(None, [" & ".join(parts[_MOST_PARTS - 1 :])])]
