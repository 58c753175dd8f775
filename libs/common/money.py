"""Money is decimal with a currency, never float (XC-09)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import total_ordering
from typing import Annotated, Any, Self

import msgspec
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from libs.common.currencies import DECIMALS

DEFAULT_CURRENCY = "CNY"
MAX_DIGITS = 15

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared."""


class EventMoney(msgspec.Struct, frozen=True):
    """Money as events carry it: the amount is a decimal string."""

    amount: str
    currency: str = DEFAULT_CURRENCY

    def money(self) -> "Money":
        return Money(Decimal(self.amount), self.currency)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount rounded half up to its currency's decimals; refuses float, NaN and infinity."""

    amount: Decimal
    currency: str = DEFAULT_CURRENCY

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("an amount of money is a Decimal")
        if not self.amount.is_finite():
            raise ValueError("an amount of money is a finite number")
        try:
            rounded = self.amount.quantize(Decimal(1).scaleb(-_decimals(self.currency)), context=_WIDE) + 0
        except InvalidOperation as error:
            raise ValueError("an amount of money is too large") from error
        object.__setattr__(self, "amount", rounded)

    @classmethod
    def zero(cls, currency: str = DEFAULT_CURRENCY) -> Self:
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if not isinstance(factor, Decimal | int):
            return NotImplemented
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def as_json(self) -> dict[str, str]:
        return {"amount": f"{self.amount:f}", "currency": self.currency}

    def for_event(self) -> EventMoney:
        return EventMoney(**self.as_json())

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} can't be combined")
        return other.amount


def _decimals(currency: str) -> int:
    return DECIMALS.get(currency, 2)


class MoneyJson(BaseModel):
    """An amount with its currency; at most 15 digits, no more decimals than the currency has."""

    model_config = ConfigDict(extra="forbid", strict=True)

    # read before `amount`, whose decimals it sets; null counts as left out
    currency: Annotated[
        str, Field(pattern="^[A-Z]{3}$"), BeforeValidator(lambda code: code if code is not None else "CNY")
    ] = DEFAULT_CURRENCY
    amount: Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,3})?$", max_length=16, examples=["12.50"])]

    @field_validator("amount")
    @classmethod
    def fits_currency(cls, amount: str, info: ValidationInfo) -> str:
        whole, _, fraction = amount.lstrip("-").partition(".")
        decimals = _decimals(info.data.get("currency", DEFAULT_CURRENCY))
        if len(fraction) > decimals:
            context = {"decimals": decimals, "zh": f"小数最多 {decimals} 位"}
            raise PydanticCustomError("money_decimals", "at most {decimals} decimals", context)
        if len(whole) > (digits := MAX_DIGITS - decimals):
            context = {"digits": digits, "zh": f"整数部分最多 {digits} 位"}
            raise PydanticCustomError("money_digits", "at most {digits} digits before the point", context)
        return amount


class KnownMoneyJson(MoneyJson):
    """In a currency of ISO 4217."""

    currency: Annotated[
        str,
        Field(pattern="^[A-Z]{3}$", json_schema_extra={"enum": sorted(DECIMALS)}),
        BeforeValidator(lambda code: code if code is not None else "CNY"),
    ] = DEFAULT_CURRENCY

    @field_validator("currency")
    @classmethod
    def is_in_use(cls, currency: str) -> str:
        return known_currency(currency)


def known_currency(code: str) -> str:
    """For validators of fields."""
    if code not in DECIMALS:
        raise PydanticCustomError("currency", "a currency of ISO 4217", {"zh": "须为 ISO 4217 的币种"})
    return code


class SignedMoneyJson(MoneyJson):
    amount: Annotated[str, Field(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,3})?$", max_length=17)]


@dataclass(frozen=True, slots=True)
class _MoneySchema:
    wire: type[MoneyJson]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema()
        return core_schema.no_info_wrap_validator_function(
            _read,
            handler.generate_schema(self.wire),
            serialization=core_schema.plain_serializer_function_ser_schema(
                Money.as_json, return_schema=core_schema.dict_schema(text, text)
            ),
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema["schema"])


def _read(value: Any, read_amount: Callable[[Any], MoneyJson]) -> Money:
    if isinstance(value, Money):
        value = value.as_json()
    read = read_amount(value)
    return Money(Decimal(read.amount), read.currency)


MoneyField = Annotated[Money, _MoneySchema(MoneyJson)]
"""Pydantic field `{"amount": "12.50", "currency": "CNY"}` of 0 or more; errors point at the wrong member."""

MoneyIn = Annotated[Money, _MoneySchema(KnownMoneyJson)]
"""The same of what callers send: what stands in old rows is read whatever its currency."""

SignedMoneyField = Annotated[Money, _MoneySchema(SignedMoneyJson)]
