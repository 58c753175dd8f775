"""Field types of pack files: strict, so that a wrong type is named instead of bent into shape (PO-01)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from libs.common.calendar.named import calendar_named
from libs.common.money import MoneyField
from libs.common.policy.vocabulary import Category


class Section(BaseModel):
    """A part of a pack; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _quoted(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise ValueError("write it as a quoted decimal, e.g. '0.001'")
    return Decimal(value) if value.replace(".", "", 1).isdecimal() else Decimal("NaN")


def _yuan(value: Any) -> Any:
    return {"amount": value} if isinstance(value, str) else value


def _plain_date(value: Any) -> Any:
    if type(value) is not date:
        raise ValueError("write it as a date, e.g. 2026-01-01")
    return value


Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Months = Annotated[int, Field(strict=True, ge=0, le=1_200)]
DayOfMonth = Annotated[int, Field(strict=True, ge=1, le=31)]
"""A shorter month's last day stands for a day it hasn't."""
Rate = Annotated[Decimal, BeforeValidator(_quoted), Field(ge=0, le=1, allow_inf_nan=False)]
"""A day, of a price or a balance."""
Share = Annotated[Decimal, BeforeValidator(_quoted), Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[MoneyField, BeforeValidator(_yuan)]
"""`"50.00"` is CNY; other currencies as `{amount: "50.00", currency: USD}`."""
Day = Annotated[date, BeforeValidator(_plain_date)]
ClockTime = Annotated[time, Field(strict=False)]
Flag = StrictBool
CalendarName = Literal["clock", "cn-office"]
"""`clock` runs day and night; `cn-office` counts working hours and days of the Chinese calendar."""


class Span(Section):
    """A stretch of time: hours or days, in a calendar."""

    hours: Count | None = None
    days: Count | None = None
    calendar: CalendarName = "clock"

    @model_validator(mode="after")
    def one_unit(self) -> Self:
        if (self.hours is None) == (self.days is None):
            raise ValueError("give either hours or days")
        return self

    def after(self, start: datetime) -> datetime:
        """When it ends that begins at `start`."""
        return calendar_named(self.calendar).add(start, hours=self.hours, days=self.days).due_at


class Text(Section):
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class ForCategories(Section):
    """A row that holds for the categories it names; for all of its pack when it names none."""

    categories: frozenset[Category] = frozenset()


Row = TypeVar("Row", bound=ForCategories)


def most_specific(rows: Iterable[Row], category: Category) -> tuple[Row, ...]:
    """The rows that name the category; where none does, those that name no category at all."""
    rows = tuple(rows)
    named = tuple(row for row in rows if category in row.categories)
    return named or tuple(row for row in rows if not row.categories)


def row_for(rows: Iterable[Row], category: Category) -> Row | None:
    return next(iter(most_specific(rows, category)), None)
