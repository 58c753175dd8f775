"""What a chunk's rows become, gathered so that it is written at once (IN-14)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.outbox import wake_after_commit
from libs.common.policy.contract import inspection_due
from services.intake.customers.models import Customer, CustomerKey
from services.intake.customers.sealing import new_key
from services.intake.days import start_of
from services.intake.imports.checking import Fault
from services.intake.imports.copying import copy_rows
from services.intake.imports.making.people import People, Record
from services.intake.imports.recording import Change, record_all
from services.intake.inspections.appointments import BY_PACK, months_of_pack
from services.intake.units.models import Unit

Rows = Sequence[tuple[int, Record]]
VERB = "import"


@dataclass(slots=True)
class Outcome:
    """How a chunk's rows ended: made, there already, or refused after all."""

    imported: int = 0
    unchanged: int = 0
    faults: dict[int, Fault] = field(default_factory=dict)


@dataclass(slots=True)
class Chunk:
    """New things and what is told of each customer, in the rows' order."""

    people: People = field(default_factory=People)
    units: list[Unit] = field(default_factory=list)
    others: list[Change] = field(default_factory=list)
    told: dict[UUID, list[Event]] = field(default_factory=lambda: defaultdict(list))

    def add_unit(self, unit: Unit) -> None:
        self.units.append(unit)
        self.told[unit.customer_id] += unit.registered()

    async def write(self, session: AsyncSession, act: Act) -> None:
        """Customers before what refers to them; those that were there are locked in one order."""
        keys = {id_: new_key() for id_ in self.people.new}
        changes = [Change(one, VERB, self._events(one, keys)) for one in self.people.new.values()]
        if there := sorted(set(self.told) - set(keys)):
            held = select(Customer).where(Customer.id.in_(there)).order_by(Customer.id)
            found = await session.scalars(held.with_for_update(**HELD))
            changes += [Change(one, VERB, self._events(one, keys), new=False) for one in found]
        changes += [Change(unit, VERB, []) for unit in self.units]
        await record_all(session, act=act, changes=[*changes, *self.others])
        await copy_rows(session, [CustomerKey(customer_id=id_, key=key) for id_, key in keys.items()])
        await _appoint_inspections(session, self.units, today=site_date(act.now))

    def _events(self, customer: Customer, keys: dict[UUID, bytes]) -> list[Event]:
        new = customer.registered(keys[customer.id]) if customer.id in keys else []
        return new + self.told.get(customer.id, [])


async def _appoint_inspections(session: AsyncSession, units: Sequence[Unit], *, today: date) -> None:
    """As `appoint_by_pack`, for all of them (PO-19)."""
    due = {}
    for unit in units:
        months = months_of_pack(unit)
        if unit.purchase_date and months:
            due[str(unit.id)] = start_of(inspection_due(unit.purchase_date, months, after=today))
    if due:
        rows = {"kind": BY_PACK, "keys": list(due), "due": list(due.values())}
        await session.execute(_APPOINT, rows)
        wake_after_commit(session)


_APPOINT = text("""
    INSERT INTO timers (kind, key, due_at, data)
    SELECT :kind, unit.key, unit.due_at, '{}' FROM unnest(CAST(:keys AS text[]), CAST(:due AS timestamptz[]))
        AS unit (key, due_at)
    ON CONFLICT DO NOTHING""")

decode_record = msgspec.json.Decoder(Record).decode
