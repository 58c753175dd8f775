"""What happens to a service contract; its events belong to its customer (PO-04)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.policy.shipped import shipped_packs
from libs.common.record import record
from libs.common.timers import Timer
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.intake.contracts import rules
from services.intake.contracts.models import Contract
from services.intake.contracts.schemas import ContractIn
from services.intake.customers.models import Customer
from services.intake.customers.usecases import lock_customer, lock_file
from services.intake.inspections.appointments import appoint_by_contract
from services.intake.tickets.response import agree_response
from services.intake.units.models import Unit

ENDING, ENDED = "contracts.ending", "contracts.ended"


class ContractNumberTaken(Refusal):
    code = "contract_number_taken"
    zh = "合同编号 {number} 已被使用。"
    en = "There is a contract number {number} already."


class NotTheCustomersUnits(Invalid):
    code = "unknown_unit"
    zh = "合同只能包括该客户的产品。"
    en = "A contract covers units of its own customer only."


async def sign_contract(*, session: AsyncSession, act: Act, details: ContractIn) -> Contract:
    """Raises `UnknownCustomer`, `NotTheCustomersUnits`, `ContractNumberTaken`."""
    customer = await lock_customer(session=session, customer_id=details.customer_id)
    await _refuse_other_units(session, details, customer.id)
    if await session.scalar(select(Contract.id).where(Contract.number == details.number)):
        raise ContractNumberTaken(number=details.number)
    terms = details.model_dump(exclude={"customer_id", "from_", "to"})
    contract = Contract(
        id=new_id(),
        customer_id=customer.id,
        starts_on=details.from_,
        ends_on=details.to,
        status="signed",
        **terms,
    )
    session.add(contract)
    await timers.set_new(session, term_watched(contract, now=act.now))
    if contract.inspection_months is not None:
        await _appoint_inspections(session, act, contract)
    await _record(session, act, contract, customer, "sign", contract.signed())
    return contract


async def change_contract(
    *, session: AsyncSession, act: Act, contract: Contract, allowances: Mapping[str, Any]
) -> Contract:
    """What it grants from now on; of a response time also to the work under way (PO-04, IN-06)."""
    interval, response = contract.inspection_months, contract.response_hours
    for name, value in allowances.items():
        setattr(contract, name, value)
    await record(session, act=act, aggregate=contract, verb="change")
    if contract.inspection_months != interval:
        await _appoint_inspections(session, act, contract)
    if contract.response_hours != response:
        await agree_response(session=session, act=act, contract=contract)
    return contract


async def warn_of_end(*, session: AsyncSession, act: Act, contract: Contract) -> None:
    await _tell(session, act, contract, "warn-of-end", contract.warn_of_end())


async def lapse(*, session: AsyncSession, act: Act, contract: Contract) -> None:
    await _tell(session, act, contract, "lapse", contract.lapse())


async def _refuse_other_units(session: AsyncSession, details: ContractIn, customer_id: UUID) -> None:
    owned = select(Unit.id).where(Unit.id.in_(details.unit_ids), Unit.customer_id == customer_id)
    theirs = set(await session.scalars(owned))
    errors = [
        FieldError(f"/unit_ids/{index}", "unknown_unit", "no unit of this customer")
        for index, unit_id in enumerate(details.unit_ids)
        if unit_id not in theirs
    ]
    if errors:
        raise NotTheCustomersUnits(errors=errors)


def term_watched(contract: Contract, *, now: datetime) -> list[Timer]:
    """Warn in time, or at once where that time has passed; a contract that has ended already only lapses."""
    ends_at, key = rules.lapses_at(contract.ends_on), str(contract.id)
    days = shipped_packs().base(site_date(now)).tickets.contract_ending_warning_days
    warns_at = max(rules.warns_at(contract.ends_on, warning_days=days), now)
    ended = Timer(kind=ENDED, key=key, due_at=max(ends_at, now), data={})
    return [Timer(kind=ENDING, key=key, due_at=warns_at, data={}), ended] if warns_at < ends_at else [ended]


async def _appoint_inspections(session: AsyncSession, act: Act, contract: Contract) -> None:
    for unit_id in contract.unit_ids:
        await appoint_by_contract(session, contract, unit_id, today=site_date(act.now))


async def _tell(
    session: AsyncSession, act: Act, contract: Contract, verb: str, events: Sequence[Event]
) -> None:
    if events:
        customer = await lock_file(session=session, customer_id=contract.customer_id)
        await _record(session, act, contract, customer, verb, events)


async def _record(
    session: AsyncSession,
    act: Act,
    contract: Contract,
    customer: Customer,
    verb: str,
    events: Sequence[Event],
) -> None:
    await record(session, act=act, aggregate=contract, verb=verb)
    await record(session, act=act, aggregate=customer, verb=f"{verb}-contract", events=events)


async def find_contract(*, session: AsyncSession, contract_id: UUID) -> Contract | None:
    return await session.get(Contract, contract_id, with_for_update=HELD)
