"""Service contracts from checked rows; their number is their natural key (IN-14, PO-04)."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.copying import made
from libs.common.ids import new_id, site_date
from libs.common.record import Change
from libs.common.timers import Timer
from services.intake.contracts.models import Contract
from services.intake.contracts.usecases import term_watched
from services.intake.customers.models import Customer
from services.intake.customers.usecases import CustomerErased
from services.intake.imports.checking import Fault
from services.intake.imports.making.chunk import VERB, Chunk, Outcome, Rows
from services.intake.imports.making.people import Record
from services.intake.imports.making.serials import BySerial
from services.intake.inspections.appointments import inspection_by_contract
from services.intake.units.models import Unit
from services.intake.units.queries import bears_any

_UNKNOWN = Fault(
    "serials",
    "unknown_serial",
    "没有登记此机身号的产品：请先导入产品",
    "no unit of such a serial: import units first",
)
_SEVERAL = Fault(
    "serials",
    "several_customers",
    "合同中的产品属于不同客户",
    "the units belong to several customers",
)
_ERASED = Fault("serials", CustomerErased.code, CustomerErased.zh, CustomerErased.en)
_PLAIN = ("response_hours", "visits", "inspection_months")


@dataclass(frozen=True, slots=True)
class _Owned:
    id: UUID
    customer_id: UUID
    by_nobody: bool
    """Its customer was erased."""


async def make_contracts(session: AsyncSession, act: Act, rows: Rows) -> Outcome:
    chunk, outcome = Chunk(), Outcome()
    units = await _units(session, {serial for _, record in rows for serial in record["serials"]})
    numbers = literal([record["number"] for _, record in rows], ARRAY(Text))
    known = set(await session.scalars(select(Contract.number).where(Contract.number == any_(numbers))))
    appointments = await asyncio.to_thread(_sign_all, act, rows, units, known, chunk, outcome)
    await chunk.write(session, act)
    await timers.set_new(session, appointments)
    return outcome


async def _units(session: AsyncSession, serials: Iterable[str]) -> BySerial[_Owned]:
    erased = Customer.erased_at.is_not(None)
    query = select(Unit.serial, Unit.id, Unit.customer_id, erased).join(Customer).where(bears_any(serials))
    units = BySerial[_Owned]()
    for serial, id_, customer_id, by_nobody in await session.execute(query.order_by(Unit.id)):
        units.keep(str(serial), _Owned(id_, customer_id, by_nobody))
    return units


def _sign_all(
    act: Act,
    rows: Rows,
    units: BySerial[_Owned],
    known: set[str],
    chunk: Chunk,
    outcome: Outcome,
) -> list[Timer]:
    appointments: list[Timer] = []
    for number, record in rows:
        covered = [unit for serial in record["serials"] if (unit := units.find(serial))]
        if record["number"] in known:
            outcome.unchanged += 1
        elif fault := _against(record, covered):
            outcome.faults[number] = fault
        else:
            known.add(record["number"])
            contract = _signed(record, covered)
            chunk.others.append(Change(act=act, aggregate=contract, verb=VERB))
            chunk.told[contract.customer_id] += contract.signed()
            appointments += _appointments(act, contract)
            outcome.imported += 1
    return appointments


def _against(record: Record, covered: list[_Owned]) -> Fault | None:
    if len(covered) < len(record["serials"]):
        return _UNKNOWN
    if len({unit.customer_id for unit in covered}) > 1:
        return _SEVERAL
    return _ERASED if covered[0].by_nobody else None


def _signed(record: Record, covered: list[_Owned]) -> Contract:
    terms: dict[str, Any] = {name: record.get(name) for name in _PLAIN}
    return made(
        Contract,
        id=new_id(),
        customer_id=covered[0].customer_id,
        number=record["number"],
        signed_on=date.fromisoformat(record["signed_on"]),
        starts_on=date.fromisoformat(record["from_"]),
        ends_on=date.fromisoformat(record["to"]),
        unit_ids=[unit.id for unit in covered],
        **terms,
    )


def _appointments(act: Act, contract: Contract) -> list[Timer]:
    today = site_date(act.now)
    each = (inspection_by_contract(contract, unit_id, today=today) for unit_id in contract.unit_ids)
    return [*term_watched(contract, now=act.now), *filter(None, each)]
