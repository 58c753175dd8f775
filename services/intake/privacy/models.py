"""Tables of the privacy room: what was shown, handed out, gathered and erased (IN-12)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import PersonalDataDisclosed, PersonalDataRequested, PersonalDataRevealed
from libs.common.privacy import boxes
from services.intake.tables import Base


class Reveal(Base, Aggregate):
    """Somebody who sees it masked was shown a value, and said why."""

    __tablename__ = "reveals"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    field: Mapped[str]
    reason: Mapped[str]
    revealed_by: Mapped[str] = mapped_column(index=True)
    revealed_at: Mapped[datetime]

    def revealed(self) -> list[Event]:
        return [PersonalDataRevealed(customer_id=self.customer_id, field=self.field, reason=self.reason)]


class Disclosure(Base, Aggregate):
    """Data that left the company, with consent or on a legal ground; it stays on record after erasure."""

    __tablename__ = "disclosures"
    personal: ClassVar[frozenset[str]] = frozenset()

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    recipient: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    ground: Mapped[str]
    disclosed_by: Mapped[str]
    disclosed_at: Mapped[datetime]

    def disclosed(self) -> list[Event]:
        return [
            PersonalDataDisclosed(
                customer_id=self.customer_id, to=self.recipient, fields=self.fields, ground=self.ground
            )
        ]


class CustomerExport(Base, Aggregate):
    """A customer asked for everything. The other services' parts come sealed for its key, and stay sealed."""

    __tablename__ = "customer_exports"
    personal: ClassVar[frozenset[str]] = frozenset({"private_key"})

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    private_key: Mapped[bytes | None]
    """None once it was thrown away; whatever was sealed for it is noise then."""

    def asked(self, files: list[UUID]) -> list[Event]:
        """Of each file that was merged into the customer's as well."""
        assert self.private_key is not None
        key = boxes.public_key(self.private_key)
        return [PersonalDataRequested(customer_id=file, public_key=key) for file in files]


class ExportPart(Base):
    """A piece of what another service gathered of a file."""

    __tablename__ = "export_parts"

    export_id: Mapped[UUID] = mapped_column(ForeignKey("customer_exports.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    piece: Mapped[int] = mapped_column(primary_key=True)
    pieces: Mapped[int]
    gathered_at: Mapped[datetime]
    sealed: Mapped[bytes]


class Erasure(Base):
    """A service has taken the person out of a file."""

    __tablename__ = "erasures"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
    row_count: Mapped[int]
    reason: Mapped[str | None]

    @classmethod
    def values(cls, customer_id: UUID, service: str, at: datetime, rows: int) -> dict[str, Any]:
        return {"customer_id": customer_id, "service": service, "erased_at": at, "row_count": rows}


class Caller(Base):
    """Who calls on a ticket's customer, from dispatch's events: that technician has to find and to call."""

    __tablename__ = "callers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The visit's."""
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    user: Mapped[str | None]
    """Sign-in name of the technician; None once the visit is over."""
