"""Field types and bases of request and response models: what fits a table, and nothing else."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.phones import parse_phone

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 9998
_PHONE_ZH = {"zh": "须为电话号码（默认 +86）"}
_AHEAD = timedelta(minutes=1)


class In(BaseModel):
    """Base of request models. Bodies are read strictly; unknown fields are refused.

    An optional field has a default and never says `| None` for the caller's sake: null counts as left out.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False, str_max_length=10_000
    )


class Out(BaseModel):
    """Base of response models; reads attributes of rows. Optional fields are null, never missing."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, serialize_by_alias=True)


class Nothing(In):
    """The body of a call that takes none: empty or `{}`."""


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            moment = datetime.fromisoformat(_microseconds(value)).astimezone(UTC)
            if _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                return moment
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError(
        "instant", "an RFC 3339 time with offset, years 1900 to 9998", {"zh": "须为带时区的 RFC 3339 时间"}
    )


def _microseconds(value: str) -> str:
    return re.sub(r"(\.\d{6})\d+", r"\1", value)


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            day = date.fromisoformat(value)
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
    except ValueError:
        pass
    raise PydanticCustomError(
        "day", "a date YYYY-MM-DD, years 1900 to 9998", {"zh": "须为 YYYY-MM-DD 日期（1900–9998 年）"}
    )


def _not_ahead(value: datetime, info: ValidationInfo) -> datetime:
    if isinstance(info.context, Act) and value > info.context.now + _AHEAD:
        raise PydanticCustomError("in_the_future", "must not lie in the future", {"zh": "不能晚于现在"})
    return value


def _past_day(day: date, info: ValidationInfo) -> date:
    if isinstance(info.context, Act) and day > site_date(info.context.now):
        raise PydanticCustomError("in_the_future", "must not lie in the future", {"zh": "不能晚于今天"})
    return day


def _phone(value: str) -> str:
    try:
        return parse_phone(value).e164
    except ValueError:
        raise PydanticCustomError("phone", "a phone number, +86 by default", _PHONE_ZH) from None


def _with_words(value: str) -> str:
    if value.strip() and not any(map(str.isalnum, value)):
        raise PydanticCustomError("no_words", "needs a letter or a digit", {"zh": "须有文字或数字"})
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ShortTextOrNone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
"""In a PATCH, where null counts as left out: an empty text takes away what is there."""
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60), AfterValidator(_phone)
]
"""Any usual way of writing it; becomes E.164."""

Words = Annotated[str, StringConstraints(max_length=200), AfterValidator(_with_words)]
"""What is looked for; signs alone would ask for nothing, and get everything. Blank is nothing asked."""

Instant = Annotated[datetime, BeforeValidator(_instant)]
"""RFC 3339 with offset; becomes UTC."""

Day = Annotated[date, BeforeValidator(_day)]

InstantOrDay = Annotated[
    datetime | date,
    BeforeValidator(lambda value: _day(value) if _DAY.fullmatch(str(value)) else _instant(value)),
]

PastDay = Annotated[Day, AfterValidator(_past_day)]
"""At the latest today, by the site's calendar."""

At = Annotated[Instant | None, AfterValidator(lambda at, info: at and _not_ahead(at, info))]
"""When it happened; left out it is now, and it lies at most a minute in the future. Use with `= None`."""

Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
