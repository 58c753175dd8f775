"""What a ticket is opened with: what is asked, what is known, and what is missing (IN-04)."""

from collections.abc import Sequence
from typing import NamedTuple

from libs.common.act import Act
from libs.common.web.problems import FieldError, Invalid
from services.intake.contracts.models import Contract
from services.intake.contracts.queries import Cover
from services.intake.customers.models import Customer
from services.intake.tickets.rules import missing_facts
from services.intake.tickets.schemas import OpenTicket
from services.intake.units.models import Unit


class NotGiven(Invalid):
    """A fact that a ticket needs is neither given nor named in `unknown` (IN-04)."""

    code = "not_given"
    zh = "缺少必填信息：请提供，或在 unknown 中注明不知道。"
    en = "Facts are missing: give them, or name them in `unknown`."

    @classmethod
    def at(cls, missing: Sequence[str]) -> "NotGiven":
        errors = [
            FieldError(f"/{where}", "not_given", f"give {where} or name it in `unknown`") for where in missing
        ]
        return cls(errors=errors)


class Known(NamedTuple):
    """What a ticket is opened with, beside what is asked."""

    customer: Customer
    unit: Unit | None
    cover: Cover | None
    benefits_used: int
    """By the customer's household, for units of this category (PO-16)."""
    sequence: int
    """The register's next number."""

    @property
    def contract(self) -> Contract | None:
        """That the ticket is worked on under."""
        return self.cover.allowing if self.cover else None

    @property
    def response_hours(self) -> int | None:
        return self.contract.response_hours if self.contract else None


class Entry(NamedTuple):
    act: Act
    asked: OpenTicket
    known: Known


def missing(asked: OpenTicket, customer: Customer, unit: Unit | None) -> list[str]:
    """What is neither given nor named in `unknown` (IN-04)."""
    return missing_facts(
        kind=asked.kind,
        customer=customer,
        unit=unit,
        has_location=asked.location is not None,
        unknown=asked.unknown,
    )
