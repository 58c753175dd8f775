"""A new entry in the service register: a ticket with its decision and deadlines (IN-04, IN-05, PO-17)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from libs.common.act import Act
from libs.common.events import intake as events
from libs.common.ids import new_id, site_date, ticket_number, voucher_number
from libs.common.web.problems import FieldError, Invalid
from services.intake.contracts.models import Contract
from services.intake.contracts.queries import Cover
from services.intake.customers.models import Customer
from services.intake.tickets import alarms, deciding
from services.intake.tickets.models import Ticket
from services.intake.tickets.rules import FIELD_WORK, missing_facts
from services.intake.tickets.schemas import OpenTicket
from services.intake.tickets.taking_in import refuse_without_backup
from services.intake.units.models import Unit


class NotGiven(Invalid):
    """A fact that a ticket needs is neither given nor named in `unknown` (IN-04)."""

    code = "not_given"
    zh = "缺少必填信息：请提供，或在 unknown 中注明不知道。"
    en = "Facts are missing: give them, or name them in `unknown`."


class Known(NamedTuple):
    """What a ticket is opened with, beside what is asked."""

    customer: Customer
    unit: Unit | None
    cover: Cover | None
    benefits_used: int
    """By the customer's household, for units of this category (PO-16)."""
    sequence: int
    """The register's next number."""


def enter(
    act: Act, asked: OpenTicket, known: Known, *, make: Callable[..., Ticket] = Ticket
) -> tuple[Ticket, events.TicketOpened]:
    """The ticket, not yet recorded. Raises `BackupNeeded`."""
    ticket = make(**_values(act, asked, known))
    today = site_date(act.now)
    refuse_without_backup(ticket, today=today)
    pack = deciding.pack_of(ticket, today)
    contract = known.cover.allowing if known.cover else None
    hours = contract.response_hours if contract else None
    alarms.start_clocks(ticket, pack=pack, response_hours=hours, now=act.now)
    opened = _opened(ticket, known.customer, known.unit, contract, pack_version=pack.version)
    return ticket, opened


def refuse_missing(asked: OpenTicket, customer: Customer, unit: Unit | None) -> None:
    """Raises `NotGiven`."""
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


def _facts(asked: OpenTicket, known: Known) -> dict[str, Any] | None:
    """What the decision is asked with; None where the unit isn't known."""
    if known.unit is None:
        return None
    return deciding.question(
        customer=known.customer,
        unit=known.unit,
        cover=known.cover,
        findings=asked.findings,
        component=asked.fault.component,
        benefits_used=known.benefits_used,
        internal=asked.internal,
        internal_purpose=asked.internal_purpose or known.unit.internal_purpose,
    )


def _values(act: Act, asked: OpenTicket, known: Known) -> dict[str, Any]:
    customer, unit, facts = known.customer, known.unit, _facts(asked, known)
    today = site_date(act.now)
    purpose = asked.internal_purpose or (unit and unit.internal_purpose)
    internal = asked.internal or purpose is not None
    decision = deciding.decision(asked.kind, facts, on=today, internal=internal)
    window, place = asked.preferred_window, asked.location
    home = next((address for address in customer.addresses if address.get("lat") is not None), {})
    return dict(
        id=new_id(),
        number=ticket_number(today, known.sequence),
        voucher_number=voucher_number(today, known.sequence),
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
