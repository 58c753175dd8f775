"""Old tickets from checked rows: they keep their number, which is their natural key (IN-14).

What the old register decided stays as it was; nobody goes out for them and nobody is asked about them.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, Text, any_, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.copying import made
from libs.common.events import intake as events
from libs.common.ids import new_id, site_date, voucher_number
from libs.common.record import Change
from services.intake.imports.making.chunk import VERB, Chunk, Outcome, Rows
from services.intake.imports.making.people import Person, Record
from services.intake.imports.making.units import Units
from services.intake.tickets.deciding import as_decided_before
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit

_DEPARTMENT = "customer_service"


async def make_tickets(session: AsyncSession, act: Act, rows: Rows) -> Outcome:
    chunk, outcome = Chunk(), Outcome()
    units = Units(chunk)
    known = await _known(session, [record["old_number"] for _, record in rows])
    await units.look_up(session, (record["serial"] for _, record in rows if "serial" in record))
    await chunk.people.look_up(session, [one for _, record in rows if (one := _named(units, record))])
    sequences = (await session.scalars(_SEQUENCES, {"count": len(rows)})).all()
    await asyncio.to_thread(_make_all, act, rows, units, chunk, known, sequences, outcome)
    await chunk.write(session, act)
    return outcome


def _make_all(
    act: Act,
    rows: Rows,
    units: Units,
    chunk: Chunk,
    known: set[str],
    sequences: Sequence[int],
    outcome: Outcome,
) -> None:
    free = iter(sequences)
    for _, record in rows:
        if record["old_number"] in known:
            outcome.unchanged += 1
            continue
        known.add(record["old_number"])
        ticket, unit = _ticket(act, record, units, next(free))
        told = [_imported(ticket, unit)]
        chunk.others.append(Change(act=act, aggregate=ticket, verb=VERB, events=told, correlation=ticket.id))
        outcome.imported += 1


async def _known(session: AsyncSession, numbers: list[str]) -> set[str]:
    asked = literal(numbers, ARRAY(Text))
    return set(await session.scalars(select(Ticket.number).where(Ticket.number == any_(asked))))


def _named(units: Units, record: Record) -> Person | None:
    """None: the unit's own customer."""
    named = record.get("customer_name") or record.get("phone")
    return units.owner(record) if named or not units.known(record.get("serial")) else None


def _ticket(act: Act, record: Record, units: Units, sequence: int) -> tuple[Ticket, Unit | None]:
    customer_id = units.customer_of(record)
    unit = units.known(record.get("serial"))
    if unit is None and "serial" in record:
        unit = units.make({"category": "equipment", **record}, customer_id)
    opened_at = _moment(record["opened_at"])
    closed_at = _moment(record["closed_at"]) if "closed_at" in record else opened_at
    cancelled = record.get("status") == "cancelled"
    service_type = record.get("service_type") or ("A" if _charged(record) else "C")
    values: dict[str, Any] = {
        "id": new_id(),
        "number": record["old_number"],
        "voucher_number": voucher_number(site_date(opened_at), sequence),
        "customer_id": customer_id,
        "unit_id": unit.id if unit else None,
        "category": unit.category if unit else None,
        "purchase_date": unit.purchase_date if unit else None,
        "kind": record.get("kind", "repair"),
        "fault": record["fault"],
        "fault_code": record.get("fault_code"),
        "location": record.get("address"),
        "department": _DEPARTMENT,
        "opened_at": opened_at,
        "opened_by": act.actor.subject,
        "closed_at": closed_at,
        "status": "cancelled" if cancelled else "closed",
        "outcome": None if cancelled else record.get("outcome", "repaired"),
        "resolution": 0 if cancelled else 1,
        "done_at": None if cancelled else closed_at,
        "told_at": None if cancelled else closed_at,
        "service_type": service_type,
        "entitlement": as_decided_before(service_type, on=site_date(opened_at)),
        "charge_state": "settled" if _charged(record) else None,
        "charged": _charged(record),
        "currency": record.get("currency", "CNY"),
        "field_work": False,
    }
    return made(Ticket, **values), unit


def _imported(ticket: Ticket, unit: Unit | None) -> events.TicketImported:
    assert ticket.closed_at is not None
    return events.TicketImported(
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
        opened_at=ticket.opened_at,
        closed_at=ticket.closed_at,
        outcome=ticket.outcome,
        purchase_date=ticket.purchase_date,
    )


def _charged(record: Record) -> Decimal:
    return Decimal(record.get("amount", "0"))


def _moment(text_: str) -> datetime:
    return datetime.fromisoformat(text_).astimezone(UTC)


_SEQUENCES = text("SELECT nextval('ticket_numbers') FROM generate_series(1, :count)")
