"""What a ticket is closed with: its voucher, and a charge that is waived (IN-16, IN-17)."""

from datetime import date

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import TICKETS


@TICKETS.event
class VoucherCountersigned(Event, frozen=True):
    """Work not finished on the spot: the manager signed before the customer does (IN-17)."""

    voucher_number: str
    by: str


@TICKETS.event
class VoucherReturned(Event, frozen=True):
    voucher_number: str
    signed_on: date
    countersign_missing: bool = False
    """Work that wasn't finished on the spot, and the manager has not signed (IN-17)."""


@TICKETS.event
class ChargeWaived(Event, frozen=True):
    reason: str
