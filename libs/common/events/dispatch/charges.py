"""What a customer is charged on a visit (DI-12, CO-18)."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from libs.common.events.dispatch.topics import VISITS
from libs.common.events.dispatch.visits import VisitEvent


class ChargedLine(msgspec.Struct, frozen=True):
    """`listed`: on the public price list at no less; null where no list held (CO-18)."""

    kind: Literal["part", "labour", "travel", "other"]
    name: str
    quantity: int
    unit_price: Decimal
    listed: bool | None = None


class ChargeEvent(VisitEvent, frozen=True, kw_only=True):
    """What all events of a charge name (DI-12)."""

    charge_id: UUID
    amount: Decimal
    currency: str


@VISITS.event
class ChargeCollected(ChargeEvent, frozen=True):
    """Taken on site (DI-12); `consented` false: refused, or more than the price agreed to (CO-18)."""

    receipt_no: str
    consented: bool | None = None
    consented_amount: Decimal | None = None
    lines: tuple[ChargedLine, ...] = ()


@VISITS.event
class ChargeInvoiced(ChargeEvent, frozen=True):
    number: str | None
    collector: str
    consented: bool | None = None
    consented_amount: Decimal | None = None
    lines: tuple[ChargedLine, ...] = ()


@VISITS.event
class ChargeSettled(ChargeEvent, frozen=True):
    receipt_no: str
