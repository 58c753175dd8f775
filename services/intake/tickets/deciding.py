"""What a ticket's customer may have, decided when it opens and again when findings change (PO-08, PO-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from libs.common.policy.engine import decide

from libs.common.act import Language
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.policy.facts import Facts
from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from services.intake.contracts.models import Contract
from services.intake.customers.models import Customer
from services.intake.tickets import progress
from services.intake.tickets.models import Ticket, TicketVisit
from services.intake.units.models import Unit

NEVER_CHARGED: dict[str, Any] = {
    "service_type": "C",
    "in_warranty": False,
    "remedies": [],
    "cost_bearer": "maker",
    "customer_share": "0",
    "charges": {"part": "maker", "labour": "maker", "travel": "maker"},
    "served_by": "authorised_outlet",
    "seller_must_prove": False,
    "loaner_due": False,
    "excluded_by": [],
}
"""A consultation is answered free for anyone, customer or not (IN-03)."""


def pack_of(ticket: Ticket, today: date) -> Pack:
    packs = shipped_packs()
    if ticket.category is None:
        return packs.base(today)
    return packs.for_unit(ticket.category, ticket.purchase_date or today)  # type: ignore[arg-type]


def facts_of(
    *, customer: Customer, unit: Unit, contract: Contract | None, findings: Sequence[str], internal: bool
) -> dict[str, Any]:
    """The inputs of the decision as they are stored with the ticket, so that it can be asked again."""
    facts = {
        "category": unit.category,
        "purchase_date": unit.warranty_from,
        "delivered_on": unit.delivered_on,
        "price": unit.price and unit.price.as_json(),
        "member": customer.member,
        "card": customer.card,
        "findings": list(findings),
        "internal": internal,
        "partner_pickup_date": unit.partner_pickup_date,
        "contract": contract and {"from": contract.starts_on, "to": contract.ends_on},
    }
    return {name: _plain(value) for name, value in facts.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value


def entitlement(kind: str, facts: dict[str, Any] | None, *, on: date, language: Language) -> dict[str, Any]:
    """The decision as stored: what the engine answers, or the consultation's."""
    if kind == "consultation" or facts is None:
        pack = shipped_packs().base(on)
        rule = {"rule": "IN-03", "outcome": "free", "because": "a consultation is never charged"}
        return NEVER_CHARGED | {"pack": pack.pack, "pack_version": pack.version, "rules": [rule]}
    asked = Facts.model_validate(facts | {"as_of": on.isoformat()})
    return decide(shipped_packs(), asked, language=language).model_dump(mode="json")


def decide_again(
    ticket: Ticket, *, findings: Sequence[str], visits: Sequence[TicketVisit], on: date, language: Language
) -> list[Event]:
    """New findings: a free repair may become a paid one, and then waits for a consented quote (PO-08)."""
    ticket.findings = sorted({*ticket.findings, *findings})
    ticket.facts = (ticket.facts or {}) | {"findings": ticket.findings}
    ticket.earlier_entitlements = [*ticket.earlier_entitlements, ticket.entitlement]
    ticket.entitlement = entitlement(ticket.kind, ticket.facts, on=on, language=language)
    ticket.service_type = ticket.entitlement["service_type"]
    progress.settle_status(ticket, visits)
    return [
        events.TicketUpdated(
            service_type=ticket.service_type,  # type: ignore[arg-type]
            cost_bearer=ticket.entitlement["cost_bearer"],
            ready=ticket.ready,
            reason="findings",
        )
    ]
