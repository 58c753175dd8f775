"""What callers send and get of a customer file."""

import re
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationInfo, field_serializer, field_validator
from pydantic_core import PydanticCustomError

from libs.common.privacy.seeing import AddressText, Degrees, PersonName, shown_reach
from libs.common.web.fields import In, Lat, Lon, Out, Phone, ShortText, ShortTextOrNone

Tier = Literal["regular", "long_term", "key"]
Card = Literal["gold", "diamond"]

_PHONE_TYPES = frozenset({"phone", "mobile", "tel", "telephone", "sms", "fax"})
_EMAIL_TYPES = frozenset({"email", "e-mail"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_phone: TypeAdapter[str] = TypeAdapter(Phone)
_NOTHING = {"card": "none", "contact_person": "", "group": "", "best_hours": ""}


class ContactPoint(In):
    """Where a customer is reached; a value of a telephone type must be a number, +86 by default."""

    type: ShortText = Field(examples=["phone"])
    value: ShortText = Field(examples=["138 0013 8000"])

    @field_validator("value")
    @classmethod
    def is_a_number(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("type") in _PHONE_TYPES:
            _phone.validate_python(value)
        return value

    @property
    def phone(self) -> str | None:
        """The number in E.164."""
        return _phone.validate_python(self.value) if self.type in _PHONE_TYPES else None


class ContactPointIn(ContactPoint):
    """As it is told; of the type `email` an address, which nobody asked of what stands in old files."""

    @field_validator("value")
    @classmethod
    def is_an_address(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("type") in _EMAIL_TYPES and not _EMAIL.fullmatch(value):
            raise PydanticCustomError("email", "an e-mail address", {"zh": "须为电子邮件地址"})
        return value


class Address(In):
    text: ShortText
    lat: Lat | None = None
    lon: Lon | None = None


class CustomerFields(In):
    tier: Tier = "regular"
    member: bool = False
    card: Card | None = None
    contact_person: ShortText | None = Field(default=None, description="of a firm")
    group: ShortText | None = None
    do_not_call: bool = False
    best_hours: ShortText | None = Field(default=None, examples=["18:00-20:00"])


class CustomerIn(CustomerFields):
    name: ShortText
    contacts: list[ContactPointIn] = Field(max_length=50)
    addresses: list[Address] = Field(max_length=50)


class CustomerAsTold(CustomerIn):
    """A caller's customer on a ticket: what isn't given there is named in the ticket's `unknown` (IN-04)."""

    name: ShortText = ""
    contacts: list[ContactPointIn] = Field(default=[], max_length=50)
    addresses: list[Address] = Field(default=[], max_length=50)


class CustomerPatch(CustomerFields):
    """Only what is given is changed; an empty text, or the card `none`, takes away what is there."""

    card: Card | Literal["none"] | None = None  # type: ignore[assignment]
    contact_person: ShortTextOrNone | None = Field(default=None, description="of a firm")
    group: ShortTextOrNone | None = None
    best_hours: ShortTextOrNone | None = Field(default=None, examples=["18:00-20:00"])
    name: ShortText | None = None
    contacts: list[ContactPointIn] | None = Field(default=None, max_length=50)
    addresses: list[Address] | None = Field(default=None, max_length=50)


def row_values(details: CustomerIn | CustomerPatch, *, only_given: bool) -> dict[str, Any]:
    """The fields by the names of the table, with the contacts' numbers in E.164."""
    values = details.model_dump(exclude_unset=only_given)
    values |= {name: None for name, nothing in _NOTHING.items() if values.get(name) == nothing}
    if details.contacts is not None:
        values["phones"] = list(dict.fromkeys(point.phone for point in details.contacts if point.phone))
    return values


class ContactPointOut(Out):
    type: str
    value: str

    @field_serializer("value", when_used="json")
    def _shown(self, value: str) -> str:
        return shown_reach(self.type, value)


class AddressOut(Out):
    text: AddressText
    lat: Degrees | None = None
    lon: Degrees | None = None


class CustomerOut(Out):
    """Masked for roles that don't need it: `138****8000`, `张*`, the address up to its district (IN-12)."""

    id: UUID
    name: PersonName
    tier: Tier
    member: bool
    card: Card | None
    contacts: list[ContactPointOut]
    addresses: list[AddressOut]
    contact_person: PersonName | None
    group: str | None
    do_not_call: bool
    best_hours: str | None
    missed_appointments: int
    merged_into: UUID | None
    """The customer's file now, where this one was merged."""
