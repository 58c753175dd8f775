"""Service contracts from checked rows, signed one by one as by hand (IN-14).

Their number is their natural key.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.web.problems import Refusal
from services.intake.contracts.models import Contract
from services.intake.contracts.schemas import ContractIn
from services.intake.contracts.usecases import sign_contract
from services.intake.imports.checking import Fault
from services.intake.imports.making.chunk import Outcome, Rows
from services.intake.imports.making.people import Record
from services.intake.units.models import Unit

_UNKNOWN = (
    "unknown_serial",
    "没有登记此机身号的产品：请先导入产品",
    "no unit of such a serial: import units first",
)
_SEVERAL = ("several_customers", "合同中的产品属于不同客户", "the units belong to several customers")


async def make_contracts(session: AsyncSession, act: Act, rows: Rows) -> Outcome:
    outcome = Outcome()
    units = await _units(session, {serial for _, record in rows for serial in record["serials"]})
    numbers = {record["number"] for _, record in rows}
    known = set(await session.scalars(select(Contract.number).where(Contract.number.in_(numbers))))
    for number, record in rows:
        if record["number"] in known:
            outcome.unchanged += 1
        elif fault := await _sign(session, act, record, units):
            outcome.faults[number] = fault
        else:
            known.add(record["number"])
            outcome.imported += 1
    return outcome


async def _units(session: AsyncSession, serials: set[str]) -> dict[str, Unit]:
    """By serial; the one registered last counts."""
    found = await session.scalars(select(Unit).where(Unit.serial.in_(serials)).order_by(Unit.id))
    return {str(unit.serial): unit for unit in found}


async def _sign(session: AsyncSession, act: Act, record: Record, units: dict[str, Unit]) -> Fault | None:
    covered = [units[serial] for serial in record["serials"] if serial in units]
    if len(covered) < len(record["serials"]):
        return Fault("serials", *_UNKNOWN)
    if len({unit.customer_id for unit in covered}) > 1:
        return Fault("serials", *_SEVERAL)
    terms = {name: value for name, value in record.items() if name != "serials"}
    ids = list(dict.fromkeys(unit.id for unit in covered))
    details = ContractIn.model_validate(terms | {"customer_id": covered[0].customer_id, "unit_ids": ids})
    try:
        await sign_contract(session=session, act=act, details=details)
    except Refusal as refusal:
        return Fault(None, refusal.code, refusal.sentence("zh"), refusal.sentence("en"))
    return None
