"""An exchange after its window."""

from decimal import Decimal

import pytest

from libs.common.money import Money
from tests.unit.common.policy.asking import FREE, FULL, ask, reason

pytestmark = pytest.mark.rule("PO-10")

PRICE = Money(Decimal("1999.99"))


@pytest.mark.rule("PO-18")
def test_depreciation_is_days_times_rate_times_price_and_the_fee_stands_beside_it() -> None:
    decided = ask("tablet", day=121, price=PRICE, requested_remedy="exchange")
    assert decided.depreciation == Money(Decimal("242.00"))
    assert decided.refurbishing_fee == Money(Decimal("30.00"))
    assert decided.customer_share == Decimal("0.121")
    assert (decided.service_type, decided.cost_bearer, decided.served_by) == ("A", "customer", "partner")
    assert "121 days × 0.1 % × 1999.99 CNY = 242.00 CNY" in reason(decided, "PO-10")


@pytest.mark.rule("PO-10")
def test_who_collects_it_is_told() -> None:
    assert "collected by the partner" in reason(ask("tablet", month=4, requested_remedy="exchange"), "PO-10")


def test_it_is_never_more_than_the_price() -> None:
    decided = ask("tablet", day=1500, price=PRICE, requested_remedy="exchange")
    assert (decided.depreciation, decided.customer_share) == (PRICE, FULL)


def test_without_a_price_the_share_is_told() -> None:
    decided = ask("tablet", day=100, requested_remedy="exchange")
    assert (decided.depreciation, decided.customer_share) == (None, Decimal("0.1"))


def test_the_choice_is_shown_but_nothing_is_reckoned_until_it_is_asked_for() -> None:
    decided = ask("tablet", day=121, price=PRICE)
    assert decided.remedies == ("repair", "exchange")
    assert (decided.depreciation, decided.customer_share, decided.service_type) == (None, FREE, "C")


def test_other_packs_and_excluded_faults_have_none() -> None:
    assert ask("pc", day=121, requested_remedy="exchange").remedies == ("repair",)
    damaged = ask("tablet", day=121, price=PRICE, requested_remedy="exchange", findings=("human_damage",))
    assert (damaged.remedies, damaged.depreciation) == (("repair",), None)
