"""Finding tickets (IN-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from libs.common.phones import parse_phone
from services.intake.customers.models import Customer
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All that is given must fit; `number` is the ticket's or the voucher's."""

    status: str | None = None
    number: str | None = None
    serial: str | None = None
    phone: str | None = None
    customer_id: UUID | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    words: str | None = None

    def query(self) -> Select[Any]:
        query: Select[Any] = select(Ticket)
        if self.serial or self.words:
            query = query.outerjoin(Unit, Unit.id == Ticket.unit_id)
        if self.phone or self.words:
            query = query.join(Customer, Customer.id == Ticket.customer_id)
        return query.where(*self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        yield true()
        if self.status:
            yield Ticket.status == self.status
        if self.number:
            yield or_(Ticket.number == self.number, Ticket.voucher_number == self.number)
        if self.serial:
            yield Unit.serial == self.serial
        if self.phone:
            yield Customer.phones.contains([self.phone])
        yield from self._by_record()
        yield from map(_holds, (self.words or "").split())

    def _by_record(self) -> Iterator[ColumnElement[bool]]:
        if self.customer_id:
            yield Ticket.customer_id == self.customer_id
        if self.opened_from:
            yield Ticket.opened_at >= self.opened_from
        if self.opened_to:
            yield Ticket.opened_at < self.opened_to


def _holds(word: str) -> ColumnElement[bool]:
    columns = (Ticket.number, Ticket.voucher_number, Ticket.fault, Unit.serial, Customer.name)
    return or_(*(column.icontains(word, autoescape=True) for column in columns), _reached_by(word))


def _reached_by(word: str) -> ColumnElement[bool]:
    try:
        return Customer.phones.contains([parse_phone(word).e164])
    except ValueError:
        return false()
