import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from libs.common.money import CurrencyMismatch, EventMoney, Money, MoneyField, MoneyIn, SignedMoneyField

pytestmark = pytest.mark.rule("XC-09")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["amount", "currency", "x"]), inner)
    ),
    max_leaves=6,
)


class Bill(BaseModel):
    price: MoneyField
    change: SignedMoneyField | None = None


def yuan(text: str) -> Money:
    return Money(Decimal(text))


def test_amounts_are_rounded_half_up_to_the_decimals_of_the_currency() -> None:
    assert yuan("0.005") == yuan("0.01")
    assert yuan("2.345") * Decimal("0.1") == yuan("0.24")
    assert str(Money(Decimal("10.5"), "JPY")) == "11 JPY"
    assert str(Money(Decimal("1.2345"), "KWD")) == "1.235 KWD"
    assert str(yuan("-0.001")) == "0.00 CNY"


def test_floats_are_refused_everywhere() -> None:
    with pytest.raises(TypeError):
        Money(12.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        yuan("1") * 0.1  # type: ignore[operator]


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "1e60"])
def test_what_is_no_amount_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="an amount of money"):
        yuan(text)


def test_two_currencies_are_never_combined() -> None:
    dollar = Money(Decimal(1), "USD")
    for combine in (Money.__add__, Money.__sub__, Money.__lt__):
        with pytest.raises(CurrencyMismatch):
            combine(yuan("1"), dollar)
    assert yuan("1") != dollar


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2)))
def test_sums_are_exact(amounts: list[Decimal]) -> None:
    total = sum((Money(amount) for amount in amounts), Money.zero())
    assert total.amount == sum(amounts, Decimal(0))


def test_callers_name_a_currency_of_iso_4217_and_old_rows_are_read_whatever_theirs() -> None:
    told: TypeAdapter[Money] = TypeAdapter(MoneyIn)
    assert told.validate_python({"amount": "1.5", "currency": "USD"}) == Money(Decimal("1.5"), "USD")
    for wrong in ({"amount": "1", "currency": "ZZZ"}, {"amount": "1.5", "currency": "JPY"}):
        with pytest.raises(ValidationError):
            told.validate_python(wrong)
    assert Bill.model_validate({"price": {"amount": "1", "currency": "ZZZ"}}).price.currency == "ZZZ"


def test_the_wire_form_carries_the_currencys_decimals() -> None:
    bill = Bill.model_validate_json(
        '{"price": {"amount": "20"}, "change": {"amount": "-1", "currency": "JPY"}}'
    )
    assert bill.price == yuan("20.00")
    assert json.loads(bill.model_dump_json()) == {
        "price": {"amount": "20.00", "currency": "CNY"},
        "change": {"amount": "-1", "currency": "JPY"},
    }


@pytest.mark.parametrize(
    ("price", "pointer"),
    [
        ({"amount": "-1"}, ("price", "amount")),
        ({"amount": 12}, ("price", "amount")),
        ({"amount": 12.5}, ("price", "amount")),
        ({"amount": "1e400"}, ("price", "amount")),
        ({"amount": "NaN"}, ("price", "amount")),
        ({"amount": "１２"}, ("price", "amount")),
        ({"amount": "0.001"}, ("price", "amount")),
        ({"amount": "1.5", "currency": "JPY"}, ("price", "amount")),
        ({"amount": "1234567890123456"}, ("price", "amount")),
        ({"amount": "12345678901234"}, ("price", "amount")),
        ({"amount": "1", "currency": "yuan"}, ("price", "currency")),
        ({"amount": "1", "tax": "0"}, ("price", "tax")),
        ({}, ("price", "amount")),
        ("12.50", ("price",)),
    ],
)
def test_a_bad_amount_is_a_validation_error_at_its_member(price: Any, pointer: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        Bill.model_validate({"price": price})
    assert refused.value.errors()[0]["loc"] == pointer


@given(anything)
def test_no_input_gets_past_validation_as_anything_but_money(value: Any) -> None:
    try:
        bill = Bill.model_validate({"price": value})
    except ValidationError:
        return
    assert bill.price >= Money.zero(bill.price.currency)


def test_a_price_given_in_code_is_held_to_the_same_rules() -> None:
    assert Bill(price=yuan("3")).price == yuan("3")
    with pytest.raises(ValidationError):
        Bill(price=yuan("-3"))


def test_both_schemas_describe_the_same_object() -> None:
    shown = Bill.model_json_schema(mode="serialization")["properties"]["price"]
    taken = Bill.model_json_schema(mode="validation")["properties"]["price"]
    assert shown == taken


def test_events_carry_the_amount_as_text() -> None:
    encoded = msgspec.json.encode(yuan("12.5").for_event())
    assert json.loads(encoded) == {"amount": "12.50", "currency": "CNY"}
    assert msgspec.json.decode(encoded, type=EventMoney).money() == yuan("12.50")
