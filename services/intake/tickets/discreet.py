"""Who sees persons masked finds nothing by pieces of them (IN-12).

Tickets are found by the names and numbers of their customer, too (IN-05). Whoever may not see those could put
a number together by asking for ever more of its digits. So for them a word fits what they would be shown, or
a name or number that they know whole.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.phones import parse_phone
from libs.common.privacy import masks
from libs.common.privacy.seeing import sees, shown_text
from libs.common.web.problems import Invalid
from services.intake.tickets.models import Ticket
from services.intake.tickets.queries import Search
from services.intake.tickets.worded import Place

_AT_ONCE = 200
_MOST = 2000
"""So many more are looked through for a page that isn't full at once."""


class _Asked(NamedTuple):
    whole: str
    words: list[str]
    phone: str | None
    """In E.164, where all of it is a number."""


async def newest(
    session: AsyncSession, search: Search, *, after: Place | None, most: int
) -> Sequence[Ticket]:
    """As `Search.newest`, without what only pieces of masked names and numbers lead to.

    Raises `Invalid` where there is so much of that, that nobody should wait for the rest.
    """
    if not search.words or (sees("name") and sees("phone")):
        return await search.newest(session, after=after, most=most)
    asked = await _read(session, search.words)
    found: list[Ticket] = []
    for number in (most, *repeat(_AT_ONCE, _MOST // _AT_ONCE)):
        fitting = await search.newest(session, after=after, most=number)
        allowed = await _allowed(session, asked, fitting)
        found += [ticket for ticket in fitting if ticket.id in allowed]
        if len(found) >= most or len(fitting) < number:
            return found[:most]
        after = Place(fitting[-1].opened_at, fitting[-1].id)
    raise Invalid.field("/q", "too_wide", "fits too many: say more of it, or since when")


async def _read(session: AsyncSession, words: str) -> _Asked:
    row = (await session.execute(_ASKED, {"words": words})).one()
    try:
        phone = parse_phone(words).e164
    except ValueError:
        phone = None
    return _Asked(row.whole, [pattern.strip("%") for pattern in row.patterns], phone)


async def _allowed(session: AsyncSession, asked: _Asked, tickets: Sequence[Ticket]) -> set[UUID]:
    rows = await session.execute(_TOLD, {"ids": [ticket.id for ticket in tickets]})
    return {row.id for row in rows if _fits(row, asked)}


def _fits(row: Row[Any], asked: _Asked) -> bool:
    known = {*row.names.split("\n"), *row.numbers.split(" ")}
    if asked.phone in row.phones or asked.whole in known:
        return True
    person = [row.names if sees("name") else "", row.numbers if sees("phone") else ""]
    shown = "\n".join([shown_text(row.told), *person])
    return all(word in shown or word in known or _names_all(word, row.told) for word in asked.words)


def _names_all(word: str, told: str) -> bool:
    """A whole number that somebody wrote into the text."""
    return word in told and masks.numbers(word) != word


_ASKED = text("""
    SELECT search_text(:words) AS whole, search_patterns(search_text(national_number(:words))) AS patterns""")
_TOLD = text("""
    SELECT t.id, c.phones, person.names, person.numbers,
           CASE WHEN right(words, length(whole)) = whole THEN left(words, length(words) - length(whole))
                ELSE '' END AS told
    FROM tickets t JOIN customers c ON c.id = t.customer_id, ticket_words(t.id) AS made (words),
    LATERAL (
        SELECT customer_words(c.name, c.contact_person, '{}') AS names,
               customer_words(NULL, NULL, c.phones) AS numbers,
               customer_words(c.name, c.contact_person, c.phones) AS whole
    ) AS person
    WHERE t.id = ANY(CAST(:ids AS uuid[]))""")
"""Of each ticket the text that it is found by, without its customer's part at the end."""
