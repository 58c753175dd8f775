"""Tables of the register room: the closed pages and their lines, charges and vouchers (IN-08, IN-09)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import RegisterClosed
from libs.common.web.problems import Refusal
from services.intake.register.figures import Figures
from services.intake.tables import Base

TOLD = "service_manager"


class VoucherSettled(Refusal):
    code = "voucher_settled"
    zh = "该凭证的差异已经处理。"
    en = "What did not fit about this voucher has been settled."


class RegisterPage(Base, Aggregate):
    """The register of a day as it was closed; neither it nor its lines ever change."""

    __tablename__ = "register_pages"
    personal: ClassVar[frozenset[str]] = frozenset()

    day: Mapped[date] = mapped_column(unique=True)
    closed_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    """How many lines, by section and kind."""

    def close(self, figures: Figures) -> list[Event]:
        self.figures = figures.by_section
        return [
            RegisterClosed(
                date=self.day,
                closed_at=self.closed_at,
                to=TOLD,
                contacts=figures.total("contacts"),
                by_kind=figures.by_kind("contacts"),
                **{
                    section: figures.total(section)
                    for section in (
                        "complaint_calls",
                        "unresolved",
                        "undispatched",
                        "vouchers_without_entry",
                        "entries_without_voucher",
                        "charges_without_receipt",
                    )
                },
            )
        ]


class RegisterLine(Base):
    """One line of a closed page; it tells ids and numbers, never who somebody is."""

    __tablename__ = "register_lines"

    day: Mapped[date] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[UUID]
    kind: Mapped[str]
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]]


class RegisterCharge(Base):
    """A charge of a visit as dispatch's events tell it, with its receipt once there is one (IN-09)."""

    __tablename__ = "register_charges"
    __table_args__ = (Index("ix_register_charges_open", "charged_at", postgresql_where="receipt_no IS NULL"),)

    charge_id: Mapped[UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID]
    ticket_id: Mapped[UUID]
    amount: Mapped[Decimal]
    currency: Mapped[str]
    charged_at: Mapped[datetime]
    invoice_no: Mapped[str | None]
    receipt_no: Mapped[str | None]


class StrayVoucher(Base, Aggregate):
    """A paper that came back and whose number no entry of the service register has (IN-09)."""

    __tablename__ = "stray_vouchers"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_reason IS NULL)", name="settled"),
        Index("ix_stray_vouchers_open", "returned_at", postgresql_where="settled_at IS NULL"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"settled_reason"})

    number: Mapped[str] = mapped_column(unique=True)
    signed_on: Mapped[date | None]
    scan: Mapped[str | None]
    returned_at: Mapped[datetime]
    returned_by: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    settled_reason: Mapped[str | None]

    def settle(self, *, reason: str, by: str, now: datetime) -> None:
        """Explained: a slip of the pen, a spoiled form, an entry made afterwards under another number."""
        if self.settled_at is not None:
            raise VoucherSettled
        self.settled_at, self.settled_by, self.settled_reason = now, by, reason
