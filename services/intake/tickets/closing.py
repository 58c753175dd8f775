"""How a ticket ends and begins again (IN-10, IN-16)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from libs.common.events import intake as events
from libs.common.events.envelope import Event
from services.intake.tickets import links, progress, refusals
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketComplaint, TicketVisit

NOT_FIXED = "not fixed"
WORK_OUTCOMES = frozenset({"repaired", "replaced", "refunded", "exchanged", "not_reproducible"})
_DONE_BY_CLOSING = dict.fromkeys(("return", "exchange"), frozenset({"replaced", "refunded", "exchanged"}))
"""What the place of sale does for who brings a unit back; nobody goes out for it (PO-18)."""


def close(
    ticket: Ticket,
    *,
    outcome: str,
    new_serial: str | None = None,
    visits: Sequence[TicketVisit],
    complaints: Sequence[TicketComplaint],
    now: datetime,
) -> list[Event]:
    """Close, or say what is still open, in the promised order (IN-16)."""
    progress.refuse_when_ended(ticket)
    _refuse_open_complaint(complaints)
    if outcome == "declined" and ticket.consent_given:
        raise refusals.PriceAgreed()
    if _work_open(ticket, outcome, visits):
        raise refusals.WorkOpen()
    if ticket.visited and ticket.voucher_signed_on is None:
        raise refusals.VoucherMissing()
    if _charge_open(ticket):
        raise refusals.ChargeOpen()
    if not ticket.customer_told:
        raise refusals.CustomerNotTold()
    return _end(ticket, outcome, now, new_serial=new_serial)


def decline(ticket: Ticket, *, complaints: Sequence[TicketComplaint], now: datetime) -> list[Event]:
    """The customer refused the quote: closed without voucher, nothing charged (IN-16)."""
    _refuse_open_complaint(complaints)
    return _end(ticket, "declined", now)


def cancel(
    ticket: Ticket,
    *,
    reason: str,
    visits: Sequence[TicketVisit],
    complaints: Sequence[TicketComplaint],
    now: datetime,
) -> list[Event]:
    """Given up before any work; a visit that is only planned is called off by dispatch."""
    progress.refuse_when_ended(ticket)
    _refuse_open_complaint(complaints)
    if ticket.visited or any(visit.state == "working" for visit in visits):
        raise refusals.WorkUnderWay()
    ticket.status, ticket.closed_at = "cancelled", now
    silence(ticket, now)
    return [events.TicketCancelled(reason=reason)]


def older_than_ending(ticket: Ticket, received_at: datetime) -> bool:
    """A case that the ticket should not have been closed over, had it been heard of (IN-10)."""
    return ticket.ended and ticket.closed_at is not None and received_at < ticket.closed_at


def reopen(ticket: Ticket, *, reason: str, same_fault: bool, within_days: int, now: datetime) -> list[Event]:
    """For the same fault soon after its repair: a repeat repair (IN-16); its clocks are fresh already.

    What is done and not closed yet begins again too, when the customer says so.
    """
    if ticket.merged_into is not None:
        raise refusals.TicketMerged(number=links.number_of(ticket, "merged_into"))
    if not ticket.ended:
        if ticket.status != "done":
            raise refusals.TicketNotEnded()
        return _begin_again(ticket, reason, now, repeat_repair=same_fault)
    recent = ticket.closed_at is not None and now - ticket.closed_at <= timedelta(days=within_days)
    repeat = same_fault and recent and ticket.outcome == "repaired"
    return _begin_again(ticket, reason, now, repeat_repair=repeat)


def work_is_done(ticket: Ticket) -> bool:
    return ticket.done_at is not None or not ticket.field_work


def reopen_over_complaint(ticket: Ticket, *, reason: str, now: datetime) -> list[Event]:
    """Back to where it stood before it ended over an open case (IN-10).

    What was done, signed, paid and told stays so; nobody is sent out, the customer gets what the case gives.
    Work that was dropped before it was done is to be done again; its clocks are fresh already.
    """
    if not work_is_done(ticket):
        return _begin_again(ticket, reason, now, repeat_repair=False)
    ticket.status, ticket.outcome, ticket.closed_at = "open", None, None
    progress.settle_status(ticket, ())
    return [
        events.TicketReopened(reason=reason, repeat_repair=False, field_work=False, ready=ticket.ready),
    ]


def not_fixed(ticket: Ticket, *, within_days: int, said_at: datetime) -> list[Event]:
    """The repair didn't help: the ticket begins again, also before it was closed over it (FU-04, IN-16)."""
    if ticket.ended:
        return reopen(ticket, reason=NOT_FIXED, same_fault=True, within_days=within_days, now=said_at)
    return _begin_again(ticket, NOT_FIXED, said_at, repeat_repair=True)


def _begin_again(ticket: Ticket, reason: str, now: datetime, *, repeat_repair: bool) -> list[Event]:
    """A price that was declined may be consented to now; until then the work's fresh clocks wait."""
    ticket.repeat_repair = repeat_repair
    ticket.status = "open"
    ticket.outcome = ticket.closed_at = ticket.told_at = ticket.done_at = None
    ticket.voucher_signed_on = ticket.voucher_scan = ticket.voucher_countersigned = None
    ticket.visited, ticket.finished_on_the_spot = False, None
    ticket.consent = ticket.consent if ticket.consent_given else None
    progress.settle_status(ticket, ())
    if ticket.status == "quoted":
        ticket.clocks = ticket.clocks.pause_work(reason="customer", now=now)
    return [
        events.TicketReopened(
            reason=reason,
            repeat_repair=ticket.repeat_repair,
            field_work=ticket.field_work,
            ready=ticket.ready,
            **ticket.due_times,
        )
    ]


def waive_charge(ticket: Ticket, *, reason: str) -> list[Event]:
    progress.refuse_when_ended(ticket)
    if not _charge_open(ticket):
        raise refusals.NothingToWaive()
    ticket.charge_state = "waived"
    return [events.ChargeWaived(reason=reason)]


def _end(ticket: Ticket, outcome: str, now: datetime, *, new_serial: str | None = None) -> list[Event]:
    """Who was told the end, or the price, has been answered (IN-06)."""
    ticket.status, ticket.outcome, ticket.closed_at = "closed", outcome, now
    ticket.resolution += 1
    ticket.clocks = ticket.clocks.meet("answer", now)
    silence(ticket, now)
    return [
        events.TicketClosed(
            number=ticket.number,
            customer_id=ticket.customer_id,
            unit_id=ticket.unit_id,
            outcome=outcome,
            service_type=ticket.service_type,  # type: ignore[arg-type]
            resolution=ticket.resolution,
            visited=ticket.visited,
            charged=ticket.charged,
            currency=ticket.currency,
            consent_given=ticket.consent_given,
            done_at=ticket.done_at,
            new_serial=new_serial,
        )
    ]


def silence(ticket: Ticket, now: datetime) -> None:
    """Clocks that still ran no longer matter, and nobody is chased for an ended ticket (IN-06)."""
    ticket.clocks = ticket.clocks.ended(now)
    ticket.chase_at = None


def _refuse_open_complaint(complaints: Sequence[TicketComplaint]) -> None:
    if any(complaint.open for complaint in complaints):
        raise refusals.ComplaintOpen()


def _work_open(ticket: Ticket, outcome: str, visits: Sequence[TicketVisit]) -> bool:
    if any(visit.state in ("scheduled", "working") for visit in visits):
        return True
    if ticket.unit_place is not None:
        return True
    if outcome == "answered":
        return not (ticket.clocks.answered or _told_the_end(ticket))
    return (
        outcome in WORK_OUTCOMES - _DONE_BY_CLOSING.get(ticket.kind, frozenset()) and ticket.done_at is None
    )


def _told_the_end(ticket: Ticket) -> bool:
    """What is told while somebody is still to come answers nothing."""
    return ticket.customer_told and work_is_done(ticket)


def _charge_open(ticket: Ticket) -> bool:
    """Due and unpaid, or consented work that was done and never charged."""
    owed = ticket.charge_state is None and ticket.done_at is not None and ticket.consent_given is True
    return owed or ticket.charge_state == "due"
