"""Public price lists: drafted, published, then never changed (DI-12)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.web.problems import NotFound, Refusal
from services.dispatch.tables import Base

GENERAL = "general"
"""Instead of a category: holds for all products."""


class PriceListNotFound(NotFound):
    code = "price_list_not_found"
    zh = "没有这份收费标准。"
    en = "There is no such price list."


class PriceListPublished(Refusal):
    code = "price_list_published"
    zh = "该收费标准已公布，不能再改；请另拟新版。"
    en = "The price list is published and stays as it is; draft a new version."


class PriceListBackdated(Refusal):
    code = "price_list_backdated"
    zh = "收费标准的生效日不能早于公布日。"
    en = "A price list holds from the day of its publication at the earliest."


class PriceList(Base, Aggregate):
    __tablename__ = "price_lists"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published')", name="status"),
        CheckConstraint("status = 'draft' OR edition IS NOT NULL", name="edition"),
        UniqueConstraint("category", "edition"),
    )

    category: Mapped[str]
    """A product category, or `general`."""
    edition: Mapped[int | None]
    """Its version, counted from 1 in its category when it is published."""
    status: Mapped[str] = mapped_column(default="draft")
    valid_from: Mapped[date]
    title: Mapped[dict[str, Any]]
    """`{zh, en}`, as all its texts."""
    note: Mapped[dict[str, Any] | None]
    lines: Mapped[list[dict[str, Any]]]
    """`{kind, name, unit, unit_price, guide_price}`, in the order of the board."""
    phones: Mapped[dict[str, Any]]
    """`{trade_association, consumer_council}`"""
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None]

    def refuse_when_published(self) -> None:
        if self.status == "published":
            raise PriceListPublished

    def publish(self, *, edition: int, by: str, now: datetime) -> list[Event]:
        self.refuse_when_published()
        if self.valid_from < site_date(now):
            raise PriceListBackdated
        self.status, self.edition = "published", edition
        self.published_by, self.published_at = by, now
        return [
            events.PriceListPublished(
                category=self.category,
                version=edition,
                valid_from=self.valid_from,
                lines=[_told(line) for line in self.lines],
            )
        ]


def _told(line: dict[str, Any]) -> events.ListedPrice:
    price = line["unit_price"]
    return events.ListedPrice(
        kind=line["kind"],
        name_zh=line["name"]["zh"],
        name_en=line["name"]["en"],
        unit_price=Decimal(price["amount"]),
        guide_price=Decimal(line["guide_price"]["amount"]),
        currency=price["currency"],
    )
