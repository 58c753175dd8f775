"""Opening a ticket: who calls, about what, what they may have, and until when (IN-04, IN-05, PO-17)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events import intake as events
from libs.common.ids import new_id, site_date, ticket_number, voucher_number
from libs.common.web.problems import FieldError, Invalid
from services.intake.contracts.models import Contract
from services.intake.contracts.queries import Cover, contract_for_new_work
from services.intake.customers.models import Customer
from services.intake.customers.usecases import lock_customer, register_customer
from services.intake.tickets import alarms, deciding
from services.intake.tickets.models import Ticket, numbers
from services.intake.tickets.rules import FIELD_WORK, missing_facts
from services.intake.tickets.schemas import OpenTicket
from services.intake.tickets.taking_in import refuse_without_backup
from services.intake.tickets.usecases import keep
from services.intake.units.benefits import uses_of_category
from services.intake.units.models import Unit
from services.intake.units.usecases import UnknownUnit, register_unit


class NotGiven(Invalid):
    """A fact that a ticket needs is neither given nor named in `unknown` (IN-04)."""

    code = "not_given"
    zh = "缺少必填信息：请提供，或在 unknown 中注明不知道。"
    en = "Facts are missing: give them, or name them in `unknown`."


async def open_ticket(*, session: AsyncSession, act: Act, asked: OpenTicket) -> Ticket:
    """Register a request for service. Raises `NotGiven`, `BackupNeeded`, `UnknownUnit`, `UnknownCustomer`."""
    customer = await _customer(session, act, asked)
    unit = await _unit(session, act, asked, customer)
    _refuse_missing(asked, customer, unit)
    cover = await contract_for_new_work(session, unit.id, site_date(act.now)) if unit else None
    contract = cover.allowing if cover else None
    sequence = (await session.execute(select(numbers.next_value()))).scalar_one()
    facts = await _facts(session, asked, customer, unit, cover)
    ticket = _new_ticket(act, asked, customer, unit, facts, sequence)
    refuse_without_backup(ticket, today=site_date(act.now))
    pack = deciding.pack_of(ticket, site_date(act.now))
    alarms.start_clocks(
        ticket, pack=pack, response_hours=contract.response_hours if contract else None, now=act.now
    )
    session.add(ticket)
    await keep(
        session, act, ticket, "open", [_opened(ticket, customer, unit, contract, pack_version=pack.version)]
    )
    return ticket


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


async def _facts(
    session: AsyncSession, asked: OpenTicket, customer: Customer, unit: Unit | None, cover: Cover | None
) -> dict[str, Any] | None:
    """What the decision is asked with; None where the unit isn't known."""
    if unit is None:
        return None
    addresses = [address["text"] for address in customer.addresses]
    return deciding.question(
        customer=customer,
        unit=unit,
        cover=cover,
        findings=asked.findings,
        component=asked.fault.component,
        benefits_used=await uses_of_category(session, addresses=addresses, category=unit.category),
        internal=asked.internal,
        internal_purpose=asked.internal_purpose or unit.internal_purpose,
    )


def _refuse_missing(asked: OpenTicket, customer: Customer, unit: Unit | None) -> None:
    missing = missing_facts(
        kind=asked.kind,
        customer=customer,
        unit=unit,
        has_location=asked.location is not None,
        unknown=asked.unknown,
    )
    if missing:
        raise NotGiven(
            errors=[
                FieldError(f"/{where}", "not_given", f"give {where} or name it in `unknown`")
                for where in missing
            ]
        )


def _new_ticket(
    act: Act,
    asked: OpenTicket,
    customer: Customer,
    unit: Unit | None,
    facts: dict[str, Any] | None,
    sequence: int,
) -> Ticket:
    today = site_date(act.now)
    purpose = asked.internal_purpose or (unit and unit.internal_purpose)
    internal = asked.internal or purpose is not None
    decision = deciding.decision(asked.kind, facts, on=today, internal=internal)
    window, place = asked.preferred_window, asked.location
    home = next((address for address in customer.addresses if address.get("lat") is not None), {})
    return Ticket(
        id=new_id(),
        number=ticket_number(today, sequence),
        voucher_number=voucher_number(today, sequence),
        customer_id=customer.id,
        unit_id=unit.id if unit else None,
        category=unit.category if unit else None,
        purchase_date=unit.warranty_from if unit else None,
        facts=facts,
        kind=asked.kind,
        fault_code=asked.fault.code,
        fault=asked.fault.text,
        location=place.address if place else home.get("text"),
        latitude=place.lat if place else home.get("lat"),
        longitude=place.lon if place else home.get("lon"),
        preferred_from=window and window.from_,
        preferred_to=window and window.to,
        priority=asked.priority,
        findings=list(asked.findings),
        unknown=list(asked.unknown),
        safety=asked.safety,
        internal=internal,
        internal_purpose=purpose,
        department=asked.department,
        backup=asked.backup,
        sent_in=asked.sent_in,
        demand_confirmed=asked.demand_confirmed,
        opened_at=act.now,
        opened_by=act.actor.subject,
        status="open" if asked.demand_confirmed else "waiting",
        service_type=decision["service_type"],
        entitlement=decision,
        deadlines=[],
        field_work=asked.kind in FIELD_WORK and not asked.sent_in,
    )


def _opened(
    ticket: Ticket, customer: Customer, unit: Unit | None, contract: Contract | None, *, pack_version: str
) -> events.TicketOpened:
    return events.TicketOpened(
        number=ticket.number,
        voucher_number=ticket.voucher_number,
        customer_id=ticket.customer_id,
        unit_id=ticket.unit_id,
        kind=ticket.kind,
        category=ticket.category,
        model=unit.model if unit else None,
        serial=unit.serial if unit else None,
        fault_code=ticket.fault_code,
        fault=ticket.fault,
        service_type=ticket.service_type,  # type: ignore[arg-type]
        cost_bearer=ticket.entitlement["cost_bearer"],
        priority=ticket.priority,  # type: ignore[arg-type]
        field_work=ticket.field_work,
        ready=ticket.ready,
        latitude=ticket.latitude,
        longitude=ticket.longitude,
        preferred_from=ticket.preferred_from,
        preferred_to=ticket.preferred_to,
        **ticket.due_times,
        key_customer=customer.key_customer,
        under_contract=contract is not None,
        safety=ticket.safety,
        pack=ticket.entitlement["pack"],
        pack_version=pack_version,
        purchase_date=ticket.purchase_date,
        demand_confirmed=ticket.demand_confirmed,
    )
