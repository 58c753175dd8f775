"""What a decision about a ticket is asked with, as it is stored and as the engine is asked (PO-17)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

import msgspec

from libs.common.policy.facts import Facts
from libs.common.policy.schemas import EntitlementQuestion
from services.intake.contracts.queries import Cover
from services.intake.customers.models import Customer
from services.intake.units.models import Unit
from services.intake.units.rules import proves_delivery


def question(
    *,
    customer: Customer,
    unit: Unit,
    cover: Cover | None,
    findings: Sequence[str],
    component: str | None,
    benefits_used: int,
    internal: bool,
    internal_purpose: str | None,
) -> dict[str, Any]:
    """What the decision is asked with, kept so that it can be asked again.

    A fault that the customer reports is a defect in dispute until the seller proves otherwise (PO-15). Of a
    `component` that was replaced before, its own clock is asked too (PO-11). The outlet's last word counts.
    """
    replaced_on = unit.component_replaced_on(component) if component else None
    facts = {
        "category": unit.category,
        "purchase_date": unit.purchase_date and unit.purchase_date.isoformat(),
        "proof": unit.proof,
        "delivered_on": unit.delivered_on and unit.delivered_on.isoformat(),
        "delivery_inspection": proves_delivery(unit.delivery_inspection),
        "price": (price := unit.price) and price.as_json(),
        "member": customer.member,
        "card": customer.card,
        "findings": list(findings),
        "component": component,
        "component_replaced_on": replaced_on and replaced_on.isoformat(),
        "household_benefits_used": benefits_used,
        "warranty_restarted_on": unit.restarted_on and unit.restarted_on.isoformat(),
        "warranty_extension_days": unit.extended_days,
        "contract": cover and cover.asked(),
        "internal": internal,
        "internal_purpose": internal_purpose,
        "partner_pickup_date": unit.partner_pickup_date and unit.partner_pickup_date.isoformat(),
        "dispute_defect": True,
        "appraisal": unit.appraised,
        "serviced_on": unit.serviced_on and unit.serviced_on.isoformat(),
        "failed_repairs": len(unit.failed_repairs),
        "failed_repairs_same_part": unit.failed_repairs_of(component),
    }
    return {name: value for name, value in facts.items() if value is not None}


class Question(NamedTuple):
    kind: str
    facts: dict[str, Any] | None
    on: date
    internal: bool = False

    @property
    def is_reckoned(self) -> bool:
        """The engine is asked only for what may cost something, and of a unit whose age is known."""
        return self.kind != "consultation" and self.facts is not None and "purchase_date" in self.facts

    def for_remedy(self, remedy: str | None) -> Facts:
        asked = {**(self.facts or {}), "requested_remedy": remedy}
        if "contract" not in asked:
            with suppress(msgspec.ValidationError):  # told below
                return msgspec.convert({**asked, "as_of": self.on}, Facts)
        return EntitlementQuestion.model_validate(asked).facts(today=self.on, language="en")
