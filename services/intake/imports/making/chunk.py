"""What a chunk's rows become, gathered so that it is written at once (IN-14)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.copying import made
from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.record import Change
from libs.common.recording import record_all
from services.intake.customers.models import Customer, CustomerKey
from services.intake.customers.sealing import new_key
from services.intake.imports.checking import Fault
from services.intake.imports.making.people import People, Record
from services.intake.inspections.appointments import inspection_by_pack
from services.intake.units.models import Unit

Rows = Sequence[tuple[int, Record]]
VERB = "import"


class MergedMeanwhile(Exception):
    """A customer was merged into another since they were looked up: the chunk is to be made again."""


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
    others: list[Change[Aggregate]] = field(default_factory=list)
    told: dict[UUID, list[Event]] = field(default_factory=lambda: defaultdict(list))

    def add_unit(self, unit: Unit) -> None:
        self.units.append(unit)
        self.told[unit.customer_id] += unit.registered()

    async def write(self, session: AsyncSession, act: Act) -> None:
        """Customers before what refers to them."""
        keys = {id_: new_key() for id_ in self.people.new}
        there = {id_: events for id_, events in self.told.items() if id_ not in keys}
        told = [
            Change(act=act, aggregate=customer, verb=VERB, events=there[customer.id])
            for customer in await _raised(session, there)
        ]
        sealing = [made(CustomerKey, customer_id=id_, key=key) for id_, key in keys.items()]
        await record_all(session, list(self._born(act, keys)), told=told, beside=sealing)
        inspections = (inspection_by_pack(unit, today=site_date(act.now)) for unit in self.units)
        await timers.set_new(session, list(filter(None, inspections)))

    def _born(self, act: Act, keys: Mapping[UUID, bytes]) -> Iterator[Change[Aggregate]]:
        for id_, customer in self.people.new.items():
            events = customer.registered(keys[id_]) + self.told.get(id_, [])
            yield Change(act=act, aggregate=customer, verb=VERB, events=events)
        for unit in self.units:
            yield Change(act=act, aggregate=unit, verb=VERB)
        yield from self.others


async def _raised(session: AsyncSession, told: Mapping[UUID, Sequence[Event]]) -> list[Customer]:
    """Customers that are there, held in one order, with the version that they have after these events.

    Raises `MergedMeanwhile`.
    """
    if not told:
        return []
    if (await session.scalars(_HOLD, {"ids": list(told)})).one():
        raise MergedMeanwhile
    counts = {"ids": list(told), "counts": [len(events) for events in told.values()]}
    raised = await session.execute(_RAISE, counts)
    return [made(Customer, id=id_, version=version) for id_, version in raised]


_HOLD = text("""
    SELECT count(merged_into) FROM (
        SELECT merged_into FROM customers WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE) AS held""")
_RAISE = text("""
    UPDATE customers SET version = version + told.count
    FROM unnest(CAST(:ids AS uuid[]), CAST(:counts AS int[])) AS told (id, count)
    WHERE customers.id = told.id RETURNING customers.id, version""")
