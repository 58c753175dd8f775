"""The public prices (DI-12)."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from libs.common.events.dispatch.topics import STOCK
from libs.common.events.envelope import Event


class ListedPrice(msgspec.Struct, frozen=True):
    kind: Literal["part", "labour", "travel", "other"]
    name_zh: str
    name_en: str
    unit_price: Decimal
    guide_price: Decimal
    currency: str


@STOCK.event
class PriceListPublished(Event, frozen=True):
    """The public prices of a category, or `general`, from a day on; never changed afterwards (DI-12)."""

    category: str
    version: int
    valid_from: date
    lines: list[ListedPrice]
