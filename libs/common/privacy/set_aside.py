"""What was set aside loses a person's words too, whoever's aggregate it is about (IN-12).

A case or a call that a service could never hear of is known to it by its letters only: they are found by the
ids that they name, and with one of an aggregate all that wait behind it.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import deadletter
from libs.common.events.envelope import TYPES

NOTHING = b""


async def scrub_letters(
    session: AsyncSession, about: Collection[UUID], blanks: Mapping[str, dict[str, Any]]
) -> None:
    """`blanks`: by the event's type, what takes the place of its words."""
    names = [str(one) for one in about]
    letters = await session.execute(_ABOUT, {"keys": list(about), "names": names})
    for letter in letters.all():
        value = without_words(letter, blanks)
        if value != letter.value:
            await session.execute(_MEND, {"id": letter.event_id, "consumer": letter.consumer, "value": value})


def without_words(letter: Row[Any], blanks: Mapping[str, dict[str, Any]]) -> bytes | None:
    """Its content; nothing is left of one in which nobody can tell what are words."""
    try:
        name = dict(deadletter.record_of(letter).headers)["ce_type"].decode()
        data = msgspec.json.decode(letter.value or NOTHING)
    except (KeyError, ValueError, msgspec.DecodeError):
        return NOTHING
    if name not in TYPES or not isinstance(data, dict):
        return NOTHING
    blank = blanks.get(name)
    return msgspec.json.encode(data | blank) if blank else letter.value


_ABOUT = text("""
    WITH names AS (SELECT convert_to(name, 'UTF8') AS name FROM unnest(CAST(:names AS text[])) AS name),
    naming AS (
        SELECT consumer, event_id, topic, key FROM dead_letters
        WHERE key = ANY(CAST(:keys AS uuid[]))
           OR EXISTS (SELECT FROM names WHERE position(name IN value) > 0 OR name = record_key)
           OR EXISTS (SELECT FROM json_array_elements(headers) AS header
                      JOIN names ON name = decode(header->>1, 'base64'))
    )
    SELECT * FROM dead_letters
    WHERE (topic, key) IN (SELECT topic, key FROM naming)
       OR (consumer, event_id) IN (SELECT consumer, event_id FROM naming)
    ORDER BY consumer, event_id FOR UPDATE""")
_MEND = text("""
    UPDATE dead_letters SET value = :value, error = split_part(error, ': ', 1)
    WHERE event_id = :id AND consumer = :consumer""")
