"""Pure decisions about charges (DI-12)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from libs.common.money import Money
from services.dispatch.jobs.tickets import Ticket


def collected_on_site(amount: Money, limit: Money) -> bool:
    """Small amounts, the limit included; others, and other currencies, are invoiced (DI-12)."""
    return amount.currency == limit.currency and amount <= limit


def left_to_charge(ticket: Ticket) -> Money | None:
    """What the customer agreed to and wasn't charged yet (DI-12)."""
    if not ticket.consented or ticket.uncharged is None or ticket.currency is None:
        return None
    return Money(ticket.uncharged, ticket.currency)


def is_listed(line: Mapping[str, Any], prices: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the public prices have it, in either language, at no less than what was asked (CO-18)."""
    return any(
        price["kind"] == line["kind"]
        and _plain(line["name"]) in map(_plain, price["name"].values())
        and price["unit_price"]["currency"] == line["unit_price"]["currency"]
        and Decimal(line["unit_price"]["amount"]) <= Decimal(price["unit_price"]["amount"])
        for price in prices
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
