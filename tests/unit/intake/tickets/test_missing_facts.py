"""A ticket needs who, where and what: each fact is given or named as unknown, or is asked for (IN-04)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from services.intake.customers.models import Customer
from services.intake.tickets.rules import missing_facts
from services.intake.units.models import Unit

OF_CUSTOMER = {"name": "customer/name", "phone": "customer/contacts", "address": "customer/addresses"}
OF_UNIT: dict[str, Any] = {
    "model": "BCD-500",
    "specification": "500L",
    "purchase_date": date(2025, 10, 2),
    "purchase_place": "上海",
}
FACTS = st.sets(st.sampled_from([*OF_CUSTOMER, *OF_UNIT]))
KINDS = st.sampled_from(["repair", "installation", "training", "maintenance", "return", "exchange"])


def customer(known: set[str]) -> Customer:
    return Customer(
        id=new_id(),
        name="王芳" if "name" in known else "",
        phones=["+8613800138000"] if "phone" in known else [],
        addresses=[{"text": "南京东路 1 号"}] if "address" in known else [],
    )


def unit(known: set[str]) -> Unit:
    return Unit(id=new_id(), **{name: value if name in known else None for name, value in OF_UNIT.items()})


@pytest.mark.rule("IN-04")
@given(FACTS, FACTS, KINDS, st.booleans())
def test_exactly_what_is_neither_given_nor_named_is_asked_for(
    known: set[str], unknown: set[str], kind: str, placed: bool
) -> None:
    missing = missing_facts(
        kind=kind,
        customer=customer(known),
        unit=unit(known),
        has_location=placed,
        unknown=sorted(unknown),
    )

    there = known | unknown | ({"address"} if placed else set())
    asked_for = [place for fact, place in OF_CUSTOMER.items() if fact not in there]
    assert missing == asked_for + [f"unit/{name}" for name in OF_UNIT if name not in there]


@pytest.mark.rule("IN-04")
@given(FACTS, FACTS, KINDS)
def test_a_unit_that_nobody_knows_is_unknown_in_every_fact(
    known: set[str], unknown: set[str], kind: str
) -> None:
    missing = missing_facts(
        kind=kind, customer=customer(known), unit=None, has_location=False, unknown=sorted(unknown)
    )

    assert ("unit_id" in missing) is not (unknown >= set(OF_UNIT))


@pytest.mark.rule("IN-04", "IN-03")
@given(FACTS, FACTS)
def test_a_consultation_asks_who_calls_and_nothing_else(known: set[str], unknown: set[str]) -> None:
    missing = missing_facts(
        kind="consultation",
        customer=customer(known),
        unit=None,
        has_location=False,
        unknown=sorted(unknown),
    )

    there = known | unknown
    assert missing == [OF_CUSTOMER[fact] for fact in ("name", "phone") if fact not in there]
