"""Where a service holds personal data: one list, from which they are gathered, erased and let go (IN-12).

HELD = (
    Held(
        model=Contact,
        of=lambda person: Contact.customer_id == person,
        blank={"content": EMPTY, "caller": NOTHING},
        past=lambda before: (Contact.occurred_at < before) & (Contact.content != ""),
    ),
)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD as LOCKED
from libs.common.database import Aggregate
from libs.common.privacy.blanking import Blank
from libs.common.record import record

_NEVER_SHOWN = frozenset({"salt", "version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Rows of a table in which a person's data lie; what isn't blanked are references, figures, accounts."""

    model: Any
    of: Callable[[UUID], ColumnElement[bool]]
    """The rows about a customer."""
    blank: Mapping[str, Blank] = field(default_factory=dict)
    """What is left of a column's value when the person is taken out of the row."""
    past: Callable[[datetime], ColumnElement[bool]] | None = None
    """The rows that ended before a moment and weren't blanked yet; None: they go with their customer only."""
    hidden: frozenset[str] = frozenset()
    """Columns that are none of the person's business: keys and what is derived."""

    async def rows(self, session: AsyncSession, customer_id: UUID) -> Sequence[Any]:
        query = select(self.model).where(self.of(customer_id))
        return (await session.scalars(query.order_by(*inspect(self.model).primary_key))).all()

    def shown(self, row: Any) -> dict[str, Any]:
        """All that stands in a row, as JSON."""
        columns = [column.key for column in inspect(self.model).column_attrs]
        hidden = self.hidden | _NEVER_SHOWN
        return {name: msgspec.to_builtins(getattr(row, name)) for name in columns if name not in hidden}

    def blanked(self, row: Any) -> bool:
        """Takes the person out of a row; False where nobody was in it any more."""
        news = {name: blank(getattr(row, name)) for name, blank in self.blank.items()}
        changed = {name: value for name, value in news.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        return bool(changed)


async def gather(session: AsyncSession, held: Sequence[Held], customer_id: UUID) -> dict[str, list[Any]]:
    """Everything on a person, by table."""
    return {
        one.model.__tablename__: [one.shown(row) for row in await one.rows(session, customer_id)]
        for one in held
    }


async def erase(session: AsyncSession, act: Act, held: Sequence[Held], customer_id: UUID) -> set[UUID]:
    """Take a person out of all rows; returns the ids of what is about them, for the log of events.

    With its salt a row's audit entries lose what opened them: the chain stays, and tells nothing (XC-06).
    """
    about = {customer_id}
    for one in held:
        query = select(one.model).where(one.of(customer_id)).with_for_update(**LOCKED)
        for row in await session.scalars(query.order_by(*inspect(one.model).primary_key)):
            about |= {value for value in inspect(row).identity or () if isinstance(value, UUID)}
            await _take_out(session, act, one, row)
    return about


async def let_go(
    session: AsyncSession, act: Act, held: Sequence[Held], *, before: datetime, at_most: int
) -> int:
    """Blank what ended before a moment; returns how many rows, at most so many of each table."""
    count = 0
    for one in held:
        if one.past is None:
            continue
        query = select(one.model).where(one.past(before)).limit(at_most)
        for row in await session.scalars(query.with_for_update(skip_locked=True, **LOCKED)):
            await _take_out(session, act, one, row)
            if isinstance(row, Aggregate):
                row.salt = None
            count += 1
    return count


async def _take_out(session: AsyncSession, act: Act, held: Held, row: Any) -> bool:
    if not held.blanked(row):
        return False
    if isinstance(row, Aggregate):
        row.salt = None
        await record(session, act=act, aggregate=row, verb="erase")
    else:
        await session.flush()
    return True
