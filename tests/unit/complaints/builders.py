"""Cases and penalties without a database, and who acts on them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from libs.common.act import Act, Actor
from libs.common.ids import new_id
from libs.common.money import Money
from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from services.complaints.cases.models import Case
from services.complaints.cases.values import Decision
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.values import Evidence

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PACK: Pack = shipped_packs().base(NOW.date())


def act(role: str = "service_manager", *, subject: str | None = None, now: datetime = NOW) -> Act:
    actor = Actor(subject=subject or role, roles=frozenset({role}))
    return Act(actor=actor, now=now, request_id="test", source="http")


def a_case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "id": new_id(),
        "version": 0,
        "form_no": "CF-202603-0001",
        "status": "registered",
        "customer": {},
        "channel": "phone",
        "complaint_class": "other",
        "severity": "minor",
        "demand": "道歉",
        "text": "迟到",
        "samples": [],
        "attachments": [],
        "received_at": NOW,
        "registered_at": NOW,
        "registered_by": "agent",
        "steps": (),
        "handler": "service_manager",
        "department": "customer_service",
        "handlers": [],
        "tasks": (),
        "forms": (),
        "earlier_replies": (),
        "earlier_objections": (),
    }
    return Case(**(fields | changes))


def a_decision(amount: str = "10.00", *, by: str = "agent", level: str = "service_manager") -> Decision:
    return Decision(
        by=by, at=NOW, kind="compensation", amount=Money(Decimal(amount)), text="赔付", level=level
    )


def a_penalty(**changes: Any) -> Penalty:
    fields: dict[str, Any] = {
        "id": new_id(),
        "version": 0,
        "cause": "late",
        "subject_kind": "person",
        "subject": "someone",
        "sanction": "fine",
        "amount": Decimal("20.00"),
        "currency": "CNY",
        "evidence": Evidence(at=NOW, event_id=new_id(), zh="迟到", en="late"),
        "status": "proposed",
        "proposed_at": NOW,
    }
    return Penalty(**(fields | changes))
