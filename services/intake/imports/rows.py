"""What a row must say, by kind; texts become values by the same rules as in a request's body (IN-14)."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from libs.common.act import Act
from libs.common.currencies import DECIMALS
from libs.common.ids import SITE_ZONE
from libs.common.money import known_currency
from libs.common.phones import parse_phone
from libs.common.policy.vocabulary import Category, Proof, ServiceType
from libs.common.web.fields import Day, In, Instant, Lat, Lon, ShortText, Text
from services.intake.contracts.schemas import REPEATED, Hours, Months, Visits
from services.intake.customers.schemas import Card, Tier
from services.intake.imports.columns import Kind, meaning, plain
from services.intake.tickets.schemas import Kind as TicketKind
from services.intake.tickets.schemas import Outcome
from services.intake.units.rules import serial_key

_LIST = re.compile(r"[;；,，、/\n|]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]+(.*))?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?", re.ASCII)
_MONEY = re.compile(r"[¥￥$€\s]|元|(?<=\d),(?=\d{3})")
_LARGEST = Decimal(10) ** 12

_NO_DATE = ("day", "a date such as 2024-05-31", {"zh": "须为日期，如 2024-05-31"})
_NO_AMOUNT = ("amount", "an amount such as 120.50", {"zh": "须为金额，如 120.50"})
_AHEAD = ("in_the_future", "must not lie in the future", {"zh": "不能晚于现在"})


def _word(of: str) -> BeforeValidator:
    """A word of the table, or what the API itself calls it."""
    return BeforeValidator(lambda text: meaning(of).get(plain(text), text.strip().lower()))


def _letter(text: str) -> str:
    return meaning("service_type").get(plain(text), text.strip().upper())


def _parts(text: Any) -> Any:
    return [part.strip() for part in _LIST.split(text) if part.strip()] if isinstance(text, str) else text


def _phones(texts: list[str]) -> list[str]:
    """As they are written; each must be a number."""
    try:
        for text in texts:
            parse_phone(text)
    except ValueError:
        raise PydanticCustomError("phone", "a phone number, +86 by default", {"zh": "须为电话号码"}) from None
    return texts


def _iso_day(text: Any) -> Any:
    """`2024/5/31`, `2024年5月31日`, `20240531`; a time after it doesn't count."""
    found = _DATE.fullmatch(text.strip()) or _COMPACT.fullmatch(text.strip())
    if not found:
        raise PydanticCustomError(*_NO_DATE)
    year, month, day = found.groups()[:3]
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _iso_moment(text: Any) -> Any:
    """A moment with its offset as it is; a day or a time without one is the site's."""
    found = _DATE.fullmatch(text.strip())
    time = _TIME.fullmatch((found.group(4) or "0:00").strip()) if found else None
    if found and not time:
        return text.strip()
    hours, minutes, seconds = time.groups(default="0") if time else ("0", "0", "0")
    try:
        day = date.fromisoformat(_iso_day(text))
        local = datetime(
            day.year, day.month, day.day, int(hours), int(minutes), int(seconds), tzinfo=SITE_ZONE
        )
    except ValueError:
        raise PydanticCustomError(*_NO_DATE) from None
    return local.isoformat()


def _past(value: Any, info: ValidationInfo) -> Any:
    if isinstance(info.context, Act):
        now = info.context.now
        today = now.astimezone(SITE_ZONE).date()
        if value > (now if isinstance(value, datetime) else today):
            raise PydanticCustomError(*_AHEAD)
    return value


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(_MONEY.sub("", text))
    except InvalidOperation:
        raise PydanticCustomError(*_NO_AMOUNT) from None
    if not amount.is_finite() or abs(amount) >= _LARGEST:
        raise PydanticCustomError(*_NO_AMOUNT)
    return amount.quantize(Decimal("0.01"))


def _not_below_nought(amount: Decimal) -> Decimal:
    if amount < 0:
        raise PydanticCustomError(*_NO_AMOUNT)
    return amount


def _in_its_currency(row: "UnitRow | TicketRow", field: str) -> None:
    """No yen have sen."""
    amount, decimals = getattr(row, field), DECIMALS[row.currency]
    if amount is not None and amount % Decimal(1).scaleb(-decimals):
        words = {"decimals": decimals, "zh": f"小数最多 {decimals} 位", "field": field}
        raise PydanticCustomError("money_decimals", "at most {decimals} decimals", words)


def _each_once(serials: list[str]) -> list[str]:
    if len(set(map(serial_key, serials))) < len(serials):
        raise PydanticCustomError(*REPEATED)
    return serials


Flag = Annotated[bool, _word("flag")]
CellDay = Annotated[Day, BeforeValidator(_iso_day)]
PastCellDay = Annotated[CellDay, AfterValidator(_past)]
PastMoment = Annotated[Instant, BeforeValidator(_iso_moment), AfterValidator(_past)]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
Price = Annotated[Amount, AfterValidator(_not_below_nought)]
Currency = Annotated[
    str,
    BeforeValidator(lambda text: text.strip().upper()),
    Field(pattern="^[A-Z]{3}$"),
    AfterValidator(known_currency),
]
Phones = Annotated[list[ShortText], BeforeValidator(_parts), AfterValidator(_phones), Field(max_length=10)]
Serials = Annotated[
    list[ShortText],
    BeforeValidator(_parts),
    Field(min_length=1, max_length=1_000),
    AfterValidator(_each_once),
]


class CustomerRow(In):
    name: ShortText
    phone: Phones = Field(default=[])
    email: ShortText | None = None
    wechat: ShortText | None = None
    address: ShortText | None = None
    lat: Lat | None = None
    lon: Lon | None = None
    tier: Annotated[Tier, _word("tier")] = "regular"
    member: Flag = False
    card: Annotated[Card | None, _word("card")] = None
    contact_person: ShortText | None = None
    group: ShortText | None = None
    do_not_call: Flag = False
    best_hours: ShortText | None = None


class _Owned(In):
    """Whose unit or ticket it is; found by telephone and name, or by name and address."""

    customer_name: ShortText | None = None
    phone: Phones = Field(default=[])
    address: ShortText | None = None


class _Product(_Owned):
    model: ShortText | None = None
    specification: ShortText | None = None
    purchase_date: PastCellDay | None = None


class UnitRow(_Product):
    serial: ShortText
    category: Annotated[Category, _word("category")]
    purchase_place: ShortText | None = None
    invoice_no: ShortText | None = None
    price: Price | None = None
    currency: Currency = "CNY"
    warranty_card: ShortText | None = None
    delivered_on: CellDay | None = None
    grade: ShortText | None = None
    lot: ShortText | None = None
    proof: Annotated[Proof | None, _word("proof")] = None

    @model_validator(mode="after")
    def costs_what_can_be_paid(self) -> Self:
        _in_its_currency(self, "price")
        return self


class ContractRow(In):
    number: ShortText
    signed_on: CellDay
    from_: CellDay = Field(alias="from")
    to: CellDay
    serials: Serials
    response_hours: Hours | None = None
    visits: Visits | None = None
    inspection_months: Months | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.to < self.from_:
            words = {"zh": "结束日不得早于开始日", "field": "to"}
            raise PydanticCustomError("window", "`to` must not lie before `from`", words)
        return self


class TicketRow(_Product):
    """Of an old register: the work is over (IN-14)."""

    old_number: ShortText | None = None
    opened_at: PastMoment
    closed_at: PastMoment | None = None
    fault: Text
    fault_code: ShortText | None = None
    kind: Annotated[TicketKind, _word("kind")] = "repair"
    status: Annotated[Literal["closed", "cancelled"], _word("status")] = "closed"
    outcome: Annotated[Outcome | None, _word("outcome")] = None
    service_type: Annotated[ServiceType | None, BeforeValidator(_letter)] = None
    amount: Amount | None = None
    currency: Currency = "CNY"
    serial: ShortText | None = None
    category: Annotated[Category, _word("category")] = "equipment"

    @model_validator(mode="after")
    def costs_what_can_be_paid(self) -> Self:
        _in_its_currency(self, "amount")
        return self

    @model_validator(mode="after")
    def names_whose_it_is(self) -> Self:
        if not (self.customer_name or self.phone or self.serial):
            zh, en = "须有客户名称、电话或机身号之一", "name the customer, a telephone or a serial"
            raise PydanticCustomError("owner", en, {"zh": zh, "field": "customer_name"})
        return self

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.closed_at and self.closed_at < self.opened_at:
            words = {"zh": "完成时间不得早于受理时间", "field": "closed_at"}
            raise PydanticCustomError("window", "`closed_at` must not lie before `opened_at`", words)
        return self


ROWS: dict[Kind, type[In]] = {
    "customers": CustomerRow,
    "units": UnitRow,
    "contracts": ContractRow,
    "tickets": TicketRow,
}
