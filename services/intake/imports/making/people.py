"""The customers that a chunk's rows name: found, or made once each (IN-11, IN-14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.copying import made
from libs.common.ids import new_id
from libs.common.phones import parse_phone
from services.intake.customers.models import Customer

_IN_ORDER = text("SELECT gin_clean_pending_list('ix_customers_phones')")
"""What was inserted since lies in a heap that every look-up would read through."""
_REACHED = text("""
    SELECT file.id FROM unnest(CAST(:phones AS text[])) AS asked (phone)
    CROSS JOIN LATERAL (SELECT id FROM customers WHERE phones @> ARRAY[asked.phone]) AS file""")
"""Each looked up by itself: one question for thousands at once takes longer."""
_PLACE = Customer.addresses[0]["text"].astext
Key = tuple[str, str]
Record = dict[str, Any]
"""A checked row by our columns; what it doesn't say is left out."""

_PLAIN = ("tier", "member", "card", "contact_person", "group", "do_not_call", "best_hours")


@dataclass(frozen=True, slots=True)
class Person:
    """As a row names them; `phones` in E.164."""

    name: str
    phones: tuple[str, ...]
    record: Record = field(compare=False)

    @property
    def keys(self) -> Iterable[Key]:
        """Telephone and name; without a telephone name and address. Without a name by telephone."""
        if self.phones:
            return [(self.name, phone) for phone in self.phones]
        return [(self.name, f"@{self.record.get('address', '')}")]

    def made(self) -> Customer:
        record, contacts = self.record, []
        for kind in ("phone", "email", "wechat"):
            values = record.get(kind, [])
            contacts += [{"type": kind, "value": value} for value in _as_list(values)]
        address = {"text": record.get("address"), "lat": record.get("lat"), "lon": record.get("lon")}
        return made(
            Customer,
            id=new_id(),
            name=self.name,
            contacts=contacts,
            phones=list(self.phones),
            addresses=[address] if address["text"] else [],
            **{name: record[name] for name in _PLAIN if name in record},
        )


def person(record: Record, name: str) -> Person:
    return Person(name, tuple(dict.fromkeys(map(_number, record.get("phone", ())))), record)


class People:
    """Whoever the rows of one chunk name."""

    def __init__(self) -> None:
        self._known: dict[Key, UUID] = {}
        self.new: dict[UUID, Customer] = {}

    async def look_up(self, session: AsyncSession, people: Sequence[Person]) -> None:
        """Two questions, each led by its own index."""
        phones = sorted({phone for one in people for phone in one.phones})
        names = {one.name for one in people if not one.phones}
        places = {one.record.get("address", "") for one in people if not one.phones}
        if phones:
            await session.execute(_IN_ORDER)
            reached = (await session.scalars(_REACHED, {"phones": phones})).all()
            await self._know_all(session, Customer.id == any_(literal(list(reached), ARRAY(Uuid))))
        if names:
            at = _PLACE.in_(places) | (_PLACE.is_(None) & ("" in places))
            await self._know_all(session, Customer.name.in_(names) & at)

    async def _know_all(self, session: AsyncSession, who: ColumnElement[bool]) -> None:
        file = func.coalesce(Customer.merged_into, Customer.id)
        query = select(file, Customer.name, Customer.phones, _PLACE).where(who).order_by(Customer.id)
        for id_, name, numbers, address in await session.execute(query):
            self._know(id_, name, numbers, address or "")

    def find(self, one: Person) -> UUID | None:
        return next((self._known[key] for key in one.keys if key in self._known), None)

    def take(self, one: Person) -> tuple[UUID, bool]:
        """The customer's id, and whether they are new with this row."""
        if (known := self.find(one)) is not None:
            return known, False
        customer = one.made()
        self.new[customer.id] = customer
        self._know(customer.id, customer.name, customer.phones, one.record.get("address", ""))
        return customer.id, True

    def _know(self, id_: UUID, name: str, phones: Sequence[str], address: str) -> None:
        """Of several with one number the one that was registered last counts where no name is given."""
        for phone in phones:
            self._known[name, phone] = id_
            self._known["", phone] = id_
        self._known[name, f"@{address}"] = id_


@lru_cache(maxsize=10_000)
def _number(text: str) -> str:
    return parse_phone(text).e164


def _as_list(values: Any) -> list[str]:
    return values if isinstance(values, list) else [values]
