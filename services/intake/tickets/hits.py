"""The statement that finds tickets by their terms, newest first (IN-05).

docs/architecture/search.md says why it is so, and what was tried and dropped.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, Uuid, any_, bindparam, column, func, select, text

from services.intake.tickets.listed import COLUMNS
from services.intake.tickets.models import Ticket


@cache
def newest(parts: int) -> Select[Any]:
    """Of `part_0` …, looked for in the eras `near` and then in `far`, that fit the rest of what is asked.

    What is found is an array, so it is looked for once, not for each ticket in the order of the list.
    """
    found = text(_hits(parts)).columns(column("ticket_id", Uuid)).scalar_subquery()
    tickets = select(*COLUMNS).where(Ticket.id == any_(func.array(found)))
    return tickets.order_by(Ticket.opened_at.desc(), Ticket.id.desc()).limit(bindparam("most"))


def _hits(parts: int) -> str:
    terms = [f":part_{number}" for number in range(parts)]
    has = [_has(term) for term in terms]
    return _HITS.format(
        near=_walk(":near", has),
        far=_walk(":far", has, when=_MORE),
        has=" AND ".join(has),
        fits=_fits("s.words"),
        fits_fresh=_fits("made.words"),
        terms=", ".join(terms),
    )


def _walk(eras: str, has: list[str], *, when: str = "true") -> str:
    """The era is the second condition: the index goes to its begin at once, and then from hit to hit."""
    first, *others = has
    in_era = " AND ".join([first, _has("era.term"), *others])
    return _WALK.format(eras=eras, in_era=in_era, when=when, fits=_fits("s.words"))


def _has(term: str) -> str:
    return f"search_terms(s.words, s.opened_at) @@ CAST({term} AS tsquery)"


def _fits(words: str) -> str:
    return _FITS.format(words=words)


_FITS = """
    {words} LIKE ALL (CAST(:words AS text[]))
    AND (:number = '' OR strpos(split_part({words}, E'\\n', 1), :number) > 0)
    AND strpos(' ' || split_part({words}, E'\\n', 2), ' ' || :serial) > 0
    AND s.opened_at >= :since AND s.opened_at < :until AND (s.opened_at, s.ticket_id) < (:at, :id)
    AND (CAST(:status AS text) IS NULL
         OR :status = (SELECT status FROM tickets t WHERE t.id = s.ticket_id))"""
_WALK = """
    SELECT hit.ticket_id FROM unnest(CAST({eras} AS text[])) AS era (term) CROSS JOIN LATERAL (
        SELECT s.ticket_id, s.opened_at FROM ticket_search s
        WHERE s.words IS NOT NULL AND {in_era} AND {fits}
        ORDER BY s.opened_at DESC, s.ticket_id DESC LIMIT :most
    ) AS hit
    WHERE {when} LIMIT :most"""
"""In the order of the eras, as they can but be looped over; a sort by it would read the next era, too."""
_MORE = "(SELECT count(*) = :enough FROM few)"
_HITS = """
    WITH near AS MATERIALIZED ({near}),
    few AS MATERIALIZED (
        SELECT s.ticket_id, s.opened_at, s.words FROM ticket_search s
        WHERE (SELECT count(*) FROM near) < :most AND s.words IS NOT NULL AND {has} LIMIT :enough
    )
    SELECT s.ticket_id FROM ticket_search s CROSS JOIN LATERAL (
        SELECT t.words FROM ticket_texts t WHERE t.ticket_id = s.ticket_id OFFSET 0
    ) AS made
    WHERE s.words IS NULL AND {fits_fresh}
          AND search_terms(made.words, s.opened_at) @@ ALL (CAST(ARRAY[{terms}] AS tsquery[]))
    UNION ALL SELECT ticket_id FROM near
    UNION ALL (
        SELECT s.ticket_id FROM few s WHERE {fits} ORDER BY s.opened_at DESC, s.ticket_id DESC LIMIT :most
    )
    UNION ALL ({far})"""
"""What isn't indexed yet is read through. Of the rest those near; then all, if few; else those far."""
