"""Free text and places of a person leave a service's own log of events at erasure (IN-12).

Names, phones and addresses are in no event but sealed. What somebody typed may hold them all the same: it
lies in the log for 15 days, in the topics for 14 (`partitions.RETENTION`, `Topic.retention_days`), and nobody
gets it again once the person is erased: a broker that is filled anew gets the log as it is then.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_type_hints
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.events.contracts import every_kind
from libs.common.events.envelope import TYPES, Event
from libs.common.privacy.set_aside import scrub_letters

_WORDS = frozenset(
    {"text", "fault", "cause", "resolution", "question", "action", "reason", "how", "best_hours", "ground"}
)
_CODES = frozenset({"FollowUpScheduled", "FollowUpDone", "FollowUpUnreachable"})
"""Events whose reason is one of a few."""
_PLACES = frozenset({"latitude", "longitude"})


@cache
def blanks() -> Mapping[str, dict[str, Any]]:
    """By the event's type, what takes the place of its free text and places."""
    every_kind()
    found = {kind.type: blanks_of(kind) for kind in TYPES.values() if kind.__name__ not in _CODES}
    return {name: blank for name, blank in found.items() if blank}


def blanks_of(kind: type[Event]) -> dict[str, Any]:
    """Words become empty, or null where they may be left out; a choice of words is none."""
    return {
        name: "" if annotation is str else None
        for name, annotation in get_type_hints(kind).items()
        if (name in _WORDS and annotation in (str, str | None))
        or (name in _PLACES and annotation == float | None)
    }


async def scrub(session: AsyncSession, about: Iterable[UUID]) -> None:
    """In the log, and in what was set aside, of all aggregates in `about`."""
    keys = list(about)
    given = {name: msgspec.json.encode(blank).decode() for name, blank in blanks().items()}
    await session.execute(_LOG, {"keys": keys, "types": list(given), "blanks": list(given.values())})
    await scrub_letters(session, keys, blanks())


_LOG = text("""
    UPDATE outbox_log AS log SET data = (log.data::jsonb || given.blank::jsonb)::json
    FROM unnest(CAST(:types AS text[]), CAST(:blanks AS text[])) AS given (type, blank)
    WHERE log.type = given.type AND log.key = ANY(CAST(:keys AS uuid[]))
      AND NOT log.data::jsonb @> given.blank::jsonb""")
