"""What a pack promises the customer: the terms that the engine decides by."""

from typing import Literal, Self

from pydantic import Field, model_validator

from libs.common.policy.figures import (
    Amount,
    Count,
    Day,
    Flag,
    ForCategories,
    Months,
    Rate,
    Section,
    Share,
)
from libs.common.policy.vocabulary import Card, Category, Cost, Exclusion, Remedy, Server


class Window(ForCategories):
    """PO-06: from … to since purchase, both inside; the day of purchase is day 0."""

    unit: Literal["day", "month"]
    from_: Count = Field(alias="from")
    to: Count
    remedies: tuple[Remedy, ...] = Field(min_length=1)
    faults: Literal["any", "performance", "no_reason"]
    until: Day | None = None
    """Last day of purchase on which the promise is made."""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.to < self.from_:
            raise ValueError("`to` lies before `from`")
        return self


class NotAsContracted(Section):
    remedies: tuple[Remedy, ...]
    loss_made_good: Flag


class Warranty(ForCategories):
    """PO-02, PO-07; months from purchase (contracted work: from acceptance); `none` is none at all."""

    months: Months | Literal["unlimited", "none"]
    member_months: Months | None = None
    main_part_months: Months | None = None
    main_parts: tuple[str, ...] = ()
    """Words of which one stands in the component's name, zh and en, lower case."""


class FreeWork(ForCategories):
    """Work free of charge although the part is at the customer's cost."""

    months: Months | Literal["unlimited"]
    costs: tuple[Cost, ...]


class Components(Section):
    """PO-11: which replaced components have a clock of their own."""

    class_one: Literal["every_part"] | tuple[str, ...]


class FailedRepairs(Section):
    """PO-09; within so many months of purchase, else within the warranty."""

    repairs: Count
    same_part: Flag
    within_months: Months | None = None


class PartUnavailable(Section):
    """PO-12"""

    days: Count
    within_months: Months


class Loaner(ForCategories):
    """PO-13: due when the repair takes longer than these, at 0 and 0 with every repair."""

    repair_hours: Count
    part_away_days: Count

    @property
    def always(self) -> bool:
        return not (self.repair_hours or self.part_away_days)


class LateExchange(Section):
    """PO-10; the fee is collected besides the depreciation."""

    daily_rate: Rate
    refurbishing_fee: Amount


class PartnerClock(Section):
    """PO-14: months promised to members + these, from the pick-up document."""

    stock_turn_months: Months


class BurdenOfProof(Section):
    """PO-15"""

    categories: frozenset[Category]
    months: Months


class Benefit(ForCategories):
    """PO-16; uses are counted by household, without a period."""

    remedy: Remedy
    cards: tuple[Card, ...]
    free_uses: Count
    share_after: Share


class ServedBy(Section):
    """PO-18"""

    repair: Server
    exchange: Server
    late_exchange: Server
    refund: Server
    replacement: Server
    loaner: Server
    cleaning: Server


class Exclusions(Section):
    """PO-08"""

    findings: tuple[Exclusion, ...]
    not_for_proven_part: tuple[Exclusion, ...]
    """Findings that don't exclude a part proven to be in warranty."""
