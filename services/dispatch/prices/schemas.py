"""What callers send and get of price lists."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import MoneyField, MoneyIn
from libs.common.policy.vocabulary import Category
from libs.common.web.fields import Day, In, Out, ShortText, Text
from services.dispatch.prices.models import PriceList

Holds = Category | Literal["general"]
Kind = Literal["part", "labour", "travel", "other"]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Printed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


class Words(In):
    zh: Word
    en: Word


class UnitWords(In):
    zh: Unit
    en: Unit


class Title(In):
    zh: ShortText
    en: ShortText


class Note(In):
    zh: Text
    en: Text


class Phones(In):
    """Whom a customer may turn to; printed as given, as hotlines have no E.164 form."""

    trade_association: Printed
    consumer_council: Printed


class LineIn(In):
    kind: Kind
    name: Words
    unit: UnitWords | None = None
    unit_price: MoneyIn
    guide_price: MoneyIn
    """What authority or trade association recommends."""

    @model_validator(mode="after")
    def one_currency(self) -> Self:
        if self.guide_price.currency != self.unit_price.currency:
            raise PydanticCustomError(
                "currencies", "in another currency", {"zh": "币种不一致", "field": "guide_price"}
            )
        return self


class ChangePriceList(In):
    category: Holds | None = None
    valid_from: Day | None = None
    title: Title | None = None
    note: Note | None = None
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=150)] | None = None
    phones: Phones | None = None

    def columns(self) -> dict[str, Any]:
        """What was given, as the row holds it."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        told = {name: value for name, value in given.items() if value is not None}
        plain = self.model_dump(mode="json", include=set(told) - {"valid_from"})
        return plain | ({"valid_from": self.valid_from} if self.valid_from else {})


class DraftPriceList(ChangePriceList):
    category: Holds = "general"
    valid_from: Day
    title: Title
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=150)]
    phones: Phones

    def columns(self) -> dict[str, Any]:
        return {"note": None} | super().columns()


class BothLanguages(Out):
    zh: str
    en: str


class LineOut(Out):
    kind: Kind
    name: BothLanguages
    unit: BothLanguages | None
    unit_price: MoneyField
    guide_price: MoneyField


class PhonesOut(Out):
    trade_association: str
    consumer_council: str


class PriceListOut(Out):
    id: UUID
    category: Holds
    version: int | None
    """Counted from 1 in its category; null while it is a draft."""
    status: Literal["draft", "published"]
    valid_from: date
    title: BothLanguages
    note: BothLanguages | None
    lines: list[LineOut]
    phones: PhonesOut
    published_at: datetime | None

    @classmethod
    def of(cls, price_list: PriceList) -> Self:
        row = {name: getattr(price_list, name) for name in cls.model_fields}
        return cls.model_validate(row | {"version": price_list.edition})
