"""Small decisions about charges, over many values."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from libs.common.money import Money
from services.dispatch.charges import rules
from tests.unit.dispatch.builders import ticket

AMOUNTS = st.decimals("0.01", "1000", places=2)


@pytest.mark.rule("DI-12")
@example(Decimal("200.00"), "CNY")
@given(st.decimals("0.01", "1000", places=2), st.sampled_from(["CNY", "USD"]))
def test_small_amounts_of_the_packs_currency_are_collected(amount: Decimal, currency: str) -> None:
    small = currency == "CNY" and amount <= 200
    assert rules.collected_on_site(Money(amount, currency), Money(Decimal(200))) is small


@pytest.mark.rule("DI-12", "CO-18")
@given(AMOUNTS, st.lists(AMOUNTS, max_size=8))
def test_what_is_consented_never_comes_to_more_than_the_price_agreed_to(
    price: Decimal, charges: list[Decimal]
) -> None:
    agreed = ticket()
    agreed.answer_quote(given=True, price=Money(price))
    consented: list[Decimal] = []
    for amount in charges:
        fits = sum(consented) + amount <= price
        assert agreed.charge(Money(amount)) is fits
        consented += [amount] if fits else []
    agreed.quote(minutes=None)
    assert agreed.charge(Money(price)) is None


@pytest.mark.rule("CO-18")
def test_after_a_refusal_nothing_is_consented() -> None:
    refused = ticket()
    refused.answer_quote(given=False, price=Money(Decimal(100)))
    assert refused.charge(Money(Decimal("0.01"))) is False
