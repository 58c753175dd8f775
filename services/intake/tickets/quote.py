"""A quote as a value: what the customer would pay, shown before work (PO-03, S0 2.2)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from libs.common.events import intake as events
from libs.common.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    kind: str
    name: str
    quantity: Decimal
    unit_price: Money

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`minutes`: time the work needs; `released_by`: who let it out, None while it waits for sales."""

    lines: tuple[QuoteLine, ...]
    minutes: int | None
    made_by: str
    released_by: str | None

    @property
    def total(self) -> Money:
        total = Money.zero(self.lines[0].unit_price.currency)
        for line in self.lines:
            total += line.total
        return total

    def release(self, by: str) -> Self:
        return replace(self, released_by=by)

    def event(self) -> events.TicketQuoted:
        total = self.total
        return events.TicketQuoted(
            amount=total.amount,
            currency=total.currency,
            minutes=self.minutes,
            released=self.released_by is not None,
        )

    def dump(self) -> dict[str, Any]:
        """As it is stored with the ticket and shown to readers."""
        return {
            "lines": [
                {
                    "kind": line.kind,
                    "name": line.name,
                    "quantity": str(line.quantity),
                    "unit_price": line.unit_price.as_json(),
                }
                for line in self.lines
            ],
            "minutes": self.minutes,
            "made_by": self.made_by,
            "released_by": self.released_by,
            "total": self.total.as_json(),
        }

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        lines = tuple(
            QuoteLine(
                kind=line["kind"],
                name=line["name"],
                quantity=Decimal(line["quantity"]),
                unit_price=Money(Decimal(line["unit_price"]["amount"]), line["unit_price"]["currency"]),
            )
            for line in stored["lines"]
        )
        return cls(
            lines=lines,
            minutes=stored["minutes"],
            made_by=stored["made_by"],
            released_by=stored["released_by"],
        )
