"""Tickets as they stand in the middle of their life, without a database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from libs.common.ids import new_id
from libs.common.policy.shipped import shipped_packs
from services.intake.tickets import alarms, deciding
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketComplaint, TicketVisit

MONDAY_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 09:00 at the site, when the desk opens."""


def ticket(*, category: str = "refrigerator", bought: str = "2026-06-20", **changes: Any) -> Ticket:
    """A repair just opened; `changes` are its columns."""
    facts = {"category": category, "purchase_date": bought, "dispute_defect": True}
    decision = deciding.decision("repair", facts, on=MONDAY_NINE.date())
    columns: dict[str, Any] = {
        "id": new_id(),
        "version": 0,
        "opened_at": MONDAY_NINE,
        "number": "T20261123-000001",
        "voucher_number": "V20261123-000001",
        "customer_id": UUID(int=1),
        "unit_id": UUID(int=2),
        "kind": "repair",
        "category": category,
        "purchase_date": datetime.fromisoformat(bought).date(),
        "facts": facts,
        "department": "customer_service",
        "status": "open",
        "service_type": decision["service_type"],
        "entitlement": decision,
        "earlier_entitlements": [],
        "findings": [],
        "deadlines": [],
        "chased": False,
        "field_work": True,
        "demand_confirmed": True,
        "sent_in": False,
        "help": [],
        "visited": False,
        "charged": Decimal(0),
        "currency": "CNY",
        "resolution": 0,
        "repeat_repair": False,
    }
    made = Ticket(**(columns | changes))
    alarms.start_clocks(made, pack=pack(made), now=MONDAY_NINE)
    return made


def pack(of: Ticket) -> Any:
    assert shipped_packs()
    return deciding.pack_of(of, MONDAY_NINE.date())


def visit(of: Ticket, state: str) -> TicketVisit:
    return TicketVisit(visit_id=new_id(), ticket_id=of.id, technician_id=new_id(), state=state)


def complaint(of: Ticket, *, still_open: bool) -> TicketComplaint:
    return TicketComplaint(case_id=new_id(), ticket_id=of.id, received_at=MONDAY_NINE, open=still_open)
