"""A new entry in the service register: a ticket with its decision and deadlines (IN-04, IN-05, PO-17)."""

from collections.abc import Callable, Sequence
from typing import Any

from libs.common.events import intake as events
from libs.common.ids import new_id, site_date, ticket_number, voucher_number
from services.intake.tickets import alarms, deciding
from services.intake.tickets.known import Entry, Known
from services.intake.tickets.models import Ticket
from services.intake.tickets.question import Question, question
from services.intake.tickets.rules import FIELD_WORK
from services.intake.tickets.schemas import OpenTicket
from services.intake.units.models import Unit

Facts = dict[str, Any]
"""What a decision is asked with (`question`)."""


def enter(
    entries: Sequence[Entry], *, make: Callable[..., Ticket] = Ticket
) -> list[tuple[Ticket, events.TicketOpened]]:
    """The tickets, not yet recorded, and what is told of each; none is decided upon by another.

    Step by step for all: what has just run for one ticket runs for the next in two thirds of the time.
    """
    facts = [_facts(asked, known) for _, asked, known in entries]
    questions = [_question(entry, of) for entry, of in zip(entries, facts, strict=True)]
    decisions = deciding.decisions(questions)
    values = [_values(*entry) for entry in zip(entries, facts, decisions, strict=True)]
    tickets = [make(**of) for of in values]
    packs = [
        deciding.pack_of(ticket, site_date(act.now))
        for ticket, (act, _, _) in zip(tickets, entries, strict=True)
    ]
    opened = list(zip(tickets, packs, entries, strict=True))
    for ticket, pack, entry in opened:
        hours = entry.known.response_hours
        alarms.start_clocks(ticket, pack=pack, response_hours=hours, now=entry.act.now)
    return [(ticket, _opened(ticket, entry.known, pack.version)) for ticket, pack, entry in opened]


def _facts(asked: OpenTicket, known: Known) -> Facts | None:
    """What the decision is asked with; None where the unit isn't known."""
    if known.unit is None:
        return None
    return question(
        customer=known.customer,
        unit=known.unit,
        cover=known.cover,
        findings=asked.findings,
        component=asked.fault.component,
        benefits_used=known.benefits_used,
        internal=asked.internal,
        internal_purpose=_purpose(asked, known.unit),
    )


def _question(entry: Entry, facts: Facts | None) -> Question:
    asked, unit = entry.asked, entry.known.unit
    internal = asked.internal or _purpose(asked, unit) is not None
    return Question(asked.kind, facts, site_date(entry.act.now), internal)


def _purpose(asked: OpenTicket, unit: Unit | None) -> str | None:
    """Of work for the company itself (PO-05)."""
    return asked.internal_purpose or (unit.internal_purpose if unit else None)


def _values(entry: Entry, facts: Facts | None, decision: deciding.Decision) -> dict[str, Any]:
    act, asked, known = entry
    customer, unit, today = known.customer, known.unit, site_date(act.now)
    purpose = _purpose(asked, unit)
    window, place = asked.preferred_window, asked.location
    home = next((address for address in customer.addresses if address.get("lat") is not None), {})
    return {
        "id": new_id(),
        "number": ticket_number(today, known.sequence),
        "voucher_number": voucher_number(today, known.sequence),
        "customer_id": customer.id,
        "unit_id": unit.id if unit else None,
        "category": unit.category if unit else None,
        "purchase_date": unit.warranty_from if unit else None,
        "facts": facts,
        "kind": asked.kind,
        "fault_code": asked.fault.code,
        "fault": asked.fault.text,
        "location": place.address if place else home.get("text"),
        "latitude": place.lat if place else home.get("lat"),
        "longitude": place.lon if place else home.get("lon"),
        "preferred_from": window and window.from_,
        "preferred_to": window and window.to,
        "priority": asked.priority,
        "findings": list(asked.findings),
        "unknown": list(asked.unknown),
        "safety": asked.safety,
        "internal": asked.internal or purpose is not None,
        "internal_purpose": purpose,
        "department": asked.department,
        "backup": asked.backup,
        "sent_in": asked.sent_in,
        "demand_confirmed": asked.demand_confirmed,
        "opened_at": act.now,
        "opened_by": act.actor.subject,
        "status": "open" if asked.demand_confirmed else "waiting",
        "service_type": decision["service_type"],
        "entitlement": decision,
        "deadlines": [],
        "field_work": asked.kind in FIELD_WORK and not asked.sent_in,
    }


def _opened(ticket: Ticket, known: Known, pack_version: str) -> events.TicketOpened:
    unit = known.unit
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
        key_customer=known.customer.key_customer,
        under_contract=known.contract is not None,
        safety=ticket.safety,
        pack=ticket.entitlement["pack"],
        pack_version=pack_version,
        purchase_date=ticket.purchase_date,
        demand_confirmed=ticket.demand_confirmed,
    )
