"""A repair that isn't done in time: something to work with meanwhile is due at once (PO-13)."""

from datetime import datetime, timedelta
from decimal import Decimal

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from services.intake.tickets import deciding
from services.intake.tickets.models import Ticket


def offer_loaner(ticket: Ticket, *, now: datetime) -> list[Event]:
    """Decided again with the hours since the repair clock began, where the pack then makes a loaner due."""
    clock = ticket.clocks.named("repair")
    if clock is None or ticket.facts is None or ticket.entitlement["loaner_due"]:
        return []
    hours = str(_hours_begun(now - clock.deadline.started_at))
    if not deciding.asked_with(ticket, repair_hours=hours)["loaner_due"]:
        return []
    deciding.reconsider(ticket, repair_hours=hours)
    return [events.TicketUpdated(loaner_due=True, reason="repair late")]


def _hours_begun(elapsed: timedelta) -> Decimal:
    """With the minute that begins where the clock's last one is over; due times have no parts of a second."""
    minutes = round(elapsed / timedelta(minutes=1)) + 1
    return round(Decimal(minutes) / 60, 2)
