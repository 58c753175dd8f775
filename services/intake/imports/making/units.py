"""Units from checked rows; their serial number is their natural key (IN-14)."""

import asyncio
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.copying import made
from libs.common.ids import new_id
from services.intake.imports.checking import Fault
from services.intake.imports.making.chunk import Chunk, Outcome, Rows
from services.intake.imports.making.people import Person, Record, person
from services.intake.imports.making.serials import BySerial
from services.intake.units.models import Unit
from services.intake.units.queries import bears_any

_PLAIN = [
    "category",
    "model",
    "specification",
    "serial",
    "purchase_place",
    "invoice_no",
    "warranty_card",
    "grade",
    "lot",
    "proof",
]
_DAYS = ("purchase_date", "delivered_on")
_NOT_THEIRS = Fault(
    None,
    "serial_of_another_customer",
    "此机身号已登记在另一客户名下",
    "a unit of this serial is registered for another customer",
)


class Units:
    """The units that a chunk's rows name."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._known = BySerial[Unit]()

    async def look_up(self, session: AsyncSession, serials: Iterable[str]) -> None:
        for unit in await session.scalars(select(Unit).where(bears_any(serials)).order_by(Unit.id)):
            self._known.keep(str(unit.serial), unit)

    def known(self, serial: str | None) -> Unit | None:
        return self._known.find(serial) if serial else None

    def owner(self, record: Record) -> Person:
        """Whom the row names; nobody: the unit's owner, who is named after it where nobody knows more."""
        if record.get("customer_name") or record.get("phone"):
            return person(record, record.get("customer_name", ""))
        return person(record, f"{record['serial']} 的用户 / owner of {record['serial']}")

    def customer_of(self, record: Record) -> UUID:
        unit = self.known(record.get("serial"))
        if unit and not (record.get("customer_name") or record.get("phone")):
            return unit.customer_id
        return self._chunk.people.take(self.owner(record))[0]

    def make(self, record: Record, customer_id: UUID) -> Unit:
        unit = _unit(record, customer_id)
        self._known.keep(record["serial"], unit)
        self._chunk.add_unit(unit)
        return unit


async def make_units(session: AsyncSession, act: Act, rows: Rows) -> Outcome:
    chunk, outcome = Chunk(), Outcome()
    units = Units(chunk)
    await units.look_up(session, (record["serial"] for _, record in rows))
    await chunk.people.look_up(session, [units.owner(record) for _, record in rows])
    await asyncio.to_thread(_make_all, rows, units, chunk, outcome)
    await chunk.write(session, act)
    return outcome


def _make_all(rows: Rows, units: Units, chunk: Chunk, outcome: Outcome) -> None:
    for number, record in rows:
        unit = units.known(record["serial"])
        if unit is None:
            units.make(record, units.customer_of(record))
            outcome.imported += 1
        elif not _theirs(units, chunk, record, unit):
            outcome.faults[number] = _NOT_THEIRS
        else:
            outcome.unchanged += 1


def _theirs(units: Units, chunk: Chunk, record: Record, unit: Unit) -> bool:
    """Whether the row names the unit's own customer, or nobody."""
    named = record.get("customer_name") or record.get("phone")
    return not named or chunk.people.find(units.owner(record)) == unit.customer_id


def _unit(record: Record, customer_id: UUID) -> Unit:
    values: dict[str, Any] = {name: record.get(name) for name in _PLAIN}
    values |= {name: _day(record.get(name)) for name in _DAYS}
    price = record.get("price")
    values["price_amount"] = price and Decimal(price)
    values["price_currency"] = record.get("currency", "CNY") if price else None
    return made(Unit, id=new_id(), customer_id=customer_id, **values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
