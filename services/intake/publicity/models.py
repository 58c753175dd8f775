"""Tables of the publicity room: material that the company keeps and issues for itself (PO-05)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.web.problems import Refusal
from services.intake.tables import Base


class StockTooLow(Refusal):
    code = "stock_too_low"
    zh = "库存 {stock}，不足 {quantity}。"
    en = "There are {stock} in stock, not {quantity}."


class PublicityMaterial(Base, Aggregate):
    """Leaflets, posters, samples: how many are there; never charged (PO-05)."""

    __tablename__ = "publicity_materials"
    __table_args__ = (CheckConstraint("stock >= 0", name="stock"),)
    personal: ClassVar[frozenset[str]] = frozenset()

    name: Mapped[str]
    stock: Mapped[int]

    def receive(self, quantity: int) -> None:
        self.stock += quantity

    def issue(self, quantity: int) -> None:
        if quantity > self.stock:
            raise StockTooLow(stock=self.stock, quantity=quantity)
        self.stock -= quantity


class PublicityIssue(Base):
    """To whom how much went, and on which ticket."""

    __tablename__ = "publicity_issues"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)
    personal: ClassVar[frozenset[str]] = frozenset({"issued_to"})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    material_id: Mapped[UUID] = mapped_column(ForeignKey("publicity_materials.id"), index=True)
    issued_to: Mapped[str]
    quantity: Mapped[int]
    ticket_id: Mapped[UUID | None] = mapped_column(index=True)
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]
