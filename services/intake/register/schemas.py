"""What callers get of the register of the day, and send of papers that come back."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from libs.common.money import Money, MoneyField
from libs.common.privacy.seeing import FreeText
from libs.common.web.fields import Day, In, Out, PastDay, ShortText

State = Literal["open", "closed", "no_desk", "ahead"]
SHOWN = 500
"""Lines of a section in the answer; the sheet has all."""


class Line(Out):
    """A ticket, contact, case, voucher or charge; what doesn't concern it is null."""

    id: UUID
    kind: str = Field(
        description="of the contact or ticket; `ticket`, `contact` or `case` of what is unresolved"
    )
    at: datetime = Field(description="registered, done, returned or charged")
    number: str | None = None
    channel: str | None = None
    direction: str | None = None
    status: str | None = None
    agent: str | None = None
    department: str | None = None
    priority: str | None = None
    waits_for: Literal["customer", "consent"] | None = None
    carried_over: bool | None = Field(
        default=None, description="registered on an earlier day; leads the list"
    )
    after_close: bool | None = Field(
        default=None, description="came in on the day, after the desk had closed"
    )
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    amount: MoneyField | None = None

    @classmethod
    def of(cls, row: Row[Any], **more: Any) -> "Line":
        said = dict(row.details)
        if (amount := said.pop("amount", None)) is not None:
            said["amount"] = Money(Decimal(amount), said.pop("currency"))
        return cls(id=row.ref, kind=row.kind, at=row.at, **said, **more)


class Section(Out):
    """`items`: the first 500."""

    total: int
    by_kind: dict[str, int]
    items: list[Line]


class Reconciliation(Out):
    """What doesn't fit between register, vouchers and receipts (IN-09)."""

    vouchers_without_entry: Section
    entries_without_voucher: Section
    charges_without_receipt: Section


class RegisterOut(Out):
    """The register of a day.

    Closed, it shows what was closed; contacts that came in later on that day stand below, marked, and count
    in `contacts` and `complaint_calls`, but not in `closing`. Until then, and without a closing, it is live.
    """

    date: Day
    state: State
    closes_at: datetime | None = Field(description="null where the desk stays closed on that day")
    closed_at: datetime | None
    as_of: datetime
    contacts: Section
    complaint_calls: Section
    unresolved: Section
    undispatched: Section
    reconciliation: Reconciliation
    closing: dict[str, dict[str, int]] | None = Field(
        description="the figures as they were closed: lines by section and kind"
    )


class PageOut(Out):
    """A closed day: its figures, by section and kind."""

    id: UUID
    date: Day = Field(validation_alias="day")
    closed_at: datetime
    figures: dict[str, dict[str, int]]


class HandInVoucher(In):
    number: ShortText
    signed_on: PastDay | None = Field(default=None, description="by the customer; today when left out")
    scan: ShortText | None = None


class HandedIn(Out):
    """`ticket_id` null: no entry has the number, it is listed until it is explained."""

    number: str
    ticket_id: UUID | None


class VoucherOut(Out):
    id: UUID
    number: str
    signed_on: date | None
    scan: str | None
    returned_at: datetime
    returned_by: str
    settled_at: datetime | None
    settled_by: str | None
    settled_reason: FreeText | None


class SettleVoucher(In):
    reason: ShortText


def section(total: dict[str, int], items: Iterable[Line]) -> Section:
    return Section(total=sum(total.values()), by_kind=total, items=list(items))
