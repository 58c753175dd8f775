"""The register of the day, as it was closed (IN-08, IN-09)."""

from datetime import date, datetime

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import REGISTER


@REGISTER.event
class RegisterClosed(Event, frozen=True):
    """The desk has closed for the day: what its register counts, for the service manager.

    `by_kind` are the day's contacts; unresolved are tickets, contacts and cases; `vouchers_without_entry`,
    `entries_without_voucher` and `charges_without_receipt` are what doesn't fit (IN-09).
    """

    date: date
    closed_at: datetime
    to: str
    contacts: int
    by_kind: dict[str, int]
    complaint_calls: int
    unresolved: int
    undispatched: int
    vouchers_without_entry: int
    entries_without_voucher: int
    charges_without_receipt: int
