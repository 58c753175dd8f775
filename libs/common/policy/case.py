"""A decision in the making: each rule takes the case and returns it with what the rule found and why."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import msgspec
from msgspec.structs import replace

from libs.common.money import Money
from libs.common.policy.facts import Facts
from libs.common.policy.pack import Pack
from libs.common.policy.vocabulary import Bearer, Exclusion, Remedy, Replacement, Server, ServiceType

NOTHING, ALL = Decimal(0), Decimal(1)


class Word(str):
    """A word of the vocabulary, told in the reader's language; a plain text is told as it stands."""

    __slots__ = ()


class Percent(Decimal):
    """A share or rate, told in per cent."""


Value = str | int | date | Decimal | Money | Word | tuple[Word, ...]


def words(codes: tuple[str, ...] | frozenset[str]) -> tuple[Word, ...]:
    return tuple(Word(code) for code in codes)


class Line(NamedTuple):
    """A rule applied: number, outcome, and the sentence (`texts.yaml`) with inputs and figures."""

    rule: str
    outcome: str
    phrase: str
    values: Mapping[str, Value]


class Case(msgspec.Struct, frozen=True):
    facts: Facts
    pack: Pack
    lines: tuple[Line, ...] = ()

    proven: bool = True
    """An accepted proof of purchase, as far as one was named."""
    warranty_months: int | None = None
    """The unit's own; none where there is no warranty or no end."""
    in_warranty: bool = False
    part_proven: bool = False
    """The component's own clock runs."""
    excluded_by: tuple[Exclusion, ...] = ()
    barred: bool = False
    """A finding excludes the fault; being out of period alone bars nothing that is paid for."""
    shares: Mapping[Remedy, Decimal] = MappingProxyType({})
    """Each remedy that the customer may choose, with the part of the price that the customer pays."""
    replacement: Replacement | None = None
    depreciation: Money | None = None
    refurbishing_fee: Money | None = None
    remedy: Remedy = "repair"
    """The one that share, bearer and server are reckoned for."""
    loaner_due: bool = False
    seller_must_prove: bool = False
    service_type: ServiceType = "A"
    part: Bearer = "customer"
    labour: Bearer = "customer"
    travel: Bearer = "customer"
    served_by: Server = "authorised_outlet"

    def but(self, **found: Any) -> Self:
        return replace(self, **found)

    def because(self, rule: str, outcome: str, phrase: str, **values: Value) -> Self:
        return replace(self, lines=(*self.lines, Line(rule, outcome, phrase, values)))

    def offering(self, share: Decimal, *remedies: Remedy) -> Self:
        """With these remedies at that share, unless one is to be had for less already."""
        offered = {remedy: min(share, self.shares.get(remedy, share)) for remedy in remedies}
        return replace(self, shares={**self.shares, **offered})

    @property
    def share(self) -> Decimal:
        return self.shares[self.remedy]

    @property
    def covered(self) -> bool:
        """A fault in the warranty that no finding excludes."""
        return self.in_warranty and not self.barred


Rule = Callable[[Case], Case]
