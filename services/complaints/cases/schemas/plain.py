"""Bodies that many calls on cases take."""

from typing import Annotated

from pydantic import Field, StringConstraints

from libs.common.web.fields import In, ShortText, Text

Department = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern="^[a-z][a-z_]{1,39}$"), Field(examples=["rnd"])
]
"""`customer_service sales rnd quality production finance warehouse …`"""


class OptionalText(In):
    text: Text | None = None


class OnlyText(In):
    text: Text


class OnlyReason(In):
    reason: Text


class OptionalReason(In):
    reason: Text | None = None


class OnlyDepartment(In):
    department: Department


class TellCustomer(In):
    """How and in which words."""

    channel: ShortText
    text: Text
