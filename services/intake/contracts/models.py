"""Table of the contracts room: a service contract covers units from its first to its last day (PO-04)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import ContractEnded, ContractEnding, ContractSigned
from services.intake.tables import Base


class Contract(Base, Aggregate):
    """Work on its units is of type B while it is in force, with its own response and visits (PO-04)."""

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("status IN ('signed', 'ending', 'ended')", name="status"),
        Index("ix_contracts_unit_ids", "unit_ids", postgresql_using="gin"),
        Index("ix_contracts_customer_id", "customer_id"),
    )
    personal: ClassVar[frozenset[str]] = frozenset()

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    number: Mapped[str] = mapped_column(unique=True)
    signed_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    unit_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    response_hours: Mapped[int | None]
    visits: Mapped[int | None]
    """Visits that the contract allows in its whole term."""
    inspection_months: Mapped[int | None]
    """An inspection falls due every so many months (PO-19)."""
    status: Mapped[str] = mapped_column(default="signed")

    def in_force(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on

    def signed(self) -> list[Event]:
        return [
            ContractSigned(
                contract_id=self.id,
                number=self.number,
                starts_on=self.starts_on,
                ends_on=self.ends_on,
                unit_ids=self.unit_ids,
            )
        ]

    def warn_of_end(self) -> list[Event]:
        if self.status != "signed":
            return []
        self.status = "ending"
        return [ContractEnding(contract_id=self.id, ends_on=self.ends_on)]

    def lapse(self) -> list[Event]:
        """It ends by itself when its last day is over (PO-04)."""
        if self.status == "ended":
            return []
        self.status = "ended"
        return [ContractEnded(contract_id=self.id)]
