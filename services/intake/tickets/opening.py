"""Opening a ticket: who calls, about what, what they may have, and until when (IN-04, IN-05, PO-17)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.web.problems import FieldError
from services.intake.contracts.queries import contract_for_new_work
from services.intake.customers.models import Customer
from services.intake.customers.usecases import lock_customer, register_customer
from services.intake.tickets.entry import enter
from services.intake.tickets.known import Entry, Known, NotGiven, missing
from services.intake.tickets.models import Ticket, numbers
from services.intake.tickets.schemas import OpenTicket
from services.intake.tickets.taking_in import refuse_without_backup
from services.intake.tickets.usecases import keep
from services.intake.units.benefits import uses_of_category
from services.intake.units.models import Unit
from services.intake.units.usecases import UnknownUnit, register_unit


async def open_ticket(*, session: AsyncSession, act: Act, asked: OpenTicket) -> Ticket:
    """Register a request for service. Raises `NotGiven`, `BackupNeeded`, `UnknownUnit`, `UnknownCustomer`."""
    customer = await _customer(session, act, asked)
    unit = await _unit(session, act, asked, customer)
    if lacking := missing(asked, customer, unit):
        raise NotGiven.at(lacking)
    [(ticket, opened)] = enter([Entry(act, asked, await _known(session, act, customer, unit))])
    refuse_without_backup(ticket, today=site_date(act.now))
    session.add(ticket)
    await keep(session, act, ticket, "open", [opened])
    return ticket


async def _known(session: AsyncSession, act: Act, customer: Customer, unit: Unit | None) -> Known:
    sequence = (await session.execute(select(numbers.next_value()))).scalar_one()
    if unit is None:
        return Known(customer, unit, None, 0, sequence)
    addresses = [address["text"] for address in customer.addresses]
    cover = await contract_for_new_work(session, unit.id, site_date(act.now))
    used = await uses_of_category(session, addresses=addresses, category=unit.category)
    return Known(customer, unit, cover, used, sequence)


async def _customer(session: AsyncSession, act: Act, asked: OpenTicket) -> Customer:
    if asked.customer is not None:
        return await register_customer(session=session, act=act, details=asked.customer)
    if asked.customer_id is None:
        raise NotGiven(errors=[FieldError("/customer_id", "not_given", "give `customer_id` or `customer`")])
    return await lock_customer(session=session, customer_id=asked.customer_id)


async def _unit(session: AsyncSession, act: Act, asked: OpenTicket, customer: Customer) -> Unit | None:
    if asked.unit is not None:
        return await register_unit(session=session, act=act, customer=customer, details=asked.unit)
    if asked.unit_id is None:
        return None
    unit = await session.get(Unit, asked.unit_id)
    if unit is None or unit.customer_id != customer.id:
        raise UnknownUnit()
    return unit
