"""Finding tickets (IN-05)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.web.paging import bad_cursor
from services.intake.customers.models import Customer
from services.intake.tickets.listed import COLUMNS, listed
from services.intake.tickets.models import Ticket
from services.intake.tickets.worded import Place, Stretch, Worded

_NUMBER = re.compile(r"[TV]\d{8}-\d{6,}")
_DIALLED = re.compile(r"\+\d{6,15}|1\d{10}|0\d{9,11}|[48]00\d{7}")
_GAPS = re.compile(r"[\s()-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All that is given must fit.

    `number` is a ticket's or voucher's or part of it, `serial` the beginning of a serial number, `phone`
    in E.164; `words` are found in all that a ticket, its customer and its unit are called by.
    """

    status: str | None = None
    number: str | None = None
    serial: str | None = None
    phone: str | None = None
    customer_id: UUID | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    words: str | None = None

    async def newest(self, session: AsyncSession, *, after: Place | None, most: int) -> Sequence[Ticket]:
        """The first `most` after a place in the list, newest first, to be read only (`listed`)."""
        stretch = Stretch(**{name: value for name, value in self._stretch(after).items() if value})
        if self._worded and not self._few:
            return await self._worded.newest(session, stretch, status=self.status, most=most)
        order = Ticket.opened_at, Ticket.id
        query = select(*COLUMNS).where(*self._conditions(), tuple_(*order) < tuple_(*stretch.place))
        rows = await session.execute(query.order_by(*(column.desc() for column in order)).limit(most))
        return [listed(row) for row in rows]

    @property
    def _worded(self) -> Worded:
        """A whole number is looked up instead."""
        words, number = ("" if _whole(asked) else _spoken(asked) for asked in (self.words, self.number))
        return Worded(words, number, _spoken(self.serial))

    @property
    def _numbers(self) -> Iterator[str]:
        return filter(None, map(_whole, (self.number, self.words)))

    @property
    def _few(self) -> bool:
        """Whether an index leads to few tickets without their words: all but the closed are few, too."""
        not_closed = self.status not in (None, "closed")
        return bool(self.phone or self.customer_id or not_closed or any(self._numbers))

    def _stretch(self, after: Place | None) -> dict[str, Any]:
        return {"since": self.opened_from, "until": self.opened_to, "place": after}

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        for number in self._numbers:
            yield or_(Ticket.number == number, Ticket.voucher_number == number)
        if self.status:
            yield Ticket.status == self.status
        if self.phone:
            owners = select(Customer.id).where(Customer.phones.contains([self.phone]))
            yield Ticket.customer_id == any_(func.array(owners.scalar_subquery()))
        if self.customer_id:
            yield Ticket.customer_id == self.customer_id
        if self.opened_from:
            yield Ticket.opened_at >= self.opened_from
        if self.opened_to:
            yield Ticket.opened_at < self.opened_to
        if self._worded:
            yield self._worded.condition()


async def place_of(session: AsyncSession, ticket_id: UUID) -> Place:
    """Where the last ticket of a page stands in the list."""
    row = (await session.execute(select(Ticket.opened_at, Ticket.id).where(Ticket.id == ticket_id))).first()
    if row is None:
        raise bad_cursor()
    return Place(*row)


def _whole(number: str | None) -> str | None:
    asked = (number or "").strip().upper()
    return asked if _NUMBER.fullmatch(asked) else None


def _spoken(asked: str | None) -> str:
    """Nothing where there are but signs; a phone number without the gaps that it is spoken with."""
    if not asked or not any(map(str.isalnum, asked)):
        return ""
    joined = _GAPS.sub("", asked)
    return joined if _DIALLED.fullmatch(joined) else asked
