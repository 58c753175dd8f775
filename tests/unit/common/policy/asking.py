"""Questions to the shipped packs, in few words."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from libs.common.policy.dates import add_months
from libs.common.policy.engine import decide
from libs.common.policy.entitlement import Entitlement
from libs.common.policy.facts import Facts
from libs.common.policy.loading import load_packs
from libs.common.policy.vocabulary import Category

PACKS = load_packs()
BOUGHT = date(2026, 1, 31)
FREE, FULL = Decimal(0), Decimal(1)


def ask(category: Category, *, month: int = 0, day: int = 0, **facts: Any) -> Entitlement:
    """As of so many months and days after purchase on 31 January 2026."""
    as_of = add_months(BOUGHT, month) + timedelta(days=day)
    return decide(PACKS, Facts(**{"category": category, "purchase_date": BOUGHT, "as_of": as_of, **facts}))


def outcomes(decided: Entitlement, rule: str) -> list[str]:
    return [reason.outcome for reason in decided.rules if reason.rule == rule]


def reason(decided: Entitlement, rule: str) -> str:
    return " ".join(reason.en for reason in decided.rules if reason.rule == rule)
