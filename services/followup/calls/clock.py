"""The clock of interval follow-ups: any answered contact starts it anew (FU-03)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.policy.operations import MonthlyFollowUp
from libs.common.policy.shipped import shipped_packs
from services.followup.calls import rules
from services.followup.calls.scheduling import cancel, open_calls
from services.followup.customers.models import Customer
from services.followup.customers.queries import with_parts

INTERVAL = "calls.interval"
MONTHLY = "calls.monthly"
KINDS: dict[str, rules.Reason] = {INTERVAL: "interval", MONTHLY: "monthly"}


async def note_answered(*, session: AsyncSession, act: Act, customer: Customer, at: datetime) -> None:
    """A contact heard of late never turns the clock back."""
    if customer.answered_at is None or at > customer.answered_at:
        customer.answered_at = at
        files = await with_parts(session, customer)
        if any(file.monthly for file in files) or customer.tier not in (None, "regular"):
            await settle_clocks(session=session, act=act, customer=customer)


async def settle_clocks(*, session: AsyncSession, act: Act, customer: Customer) -> None:
    for kind in KINDS:
        await settle_clock(session=session, act=act, customer=customer, kind=kind)


async def settle_clock(
    *, session: AsyncSession, act: Act, customer: Customer, kind: str, since: datetime | None = None
) -> None:
    """Set the appointment, and drop a call that is no longer due; `since` counts as the last contact.

    Of merged files the survivor has the clock, and what any of them says counts (IN-11).
    """
    files = await with_parts(session, customer)
    contacts = (moment for file in files for moment in (file.answered_at, file.since))
    begun = since or max(filter(None, contacts), default=None)
    due_at = _due_at(files, kind, begun, act) if begun and customer.merged_into is None else None
    for call in await open_calls(session, reason=KINDS[kind], customer_id=customer.id):
        if due_at is None or (due_at > call.due_at and call.call_back_at is None):
            await cancel(session=session, act=act, call=call)
        else:
            return
    if due_at is None:
        await timers.cancel(session, kind=kind, key=str(customer.id))
    else:
        await timers.set(session, kind=kind, key=str(customer.id), due_at=due_at)


def _due_at(files: Sequence[Customer], kind: str, begun: datetime, act: Act) -> datetime | None:
    today = site_date(act.now)
    if kind == INTERVAL:
        return rules.interval_due(files[0].tier, begun, shipped_packs().base(today).follow_up)
    monthly = monthly_terms(files, act)
    return rules.monthly_due(begun, monthly) if monthly else None


def monthly_terms(files: Sequence[Customer], act: Act) -> MonthlyFollowUp | None:
    """The terms of the packs that ask for it; they are the same for all that do."""
    monthly = any(file.monthly for file in files)
    packs = shipped_packs().all(site_date(act.now)) if monthly else []
    return next((pack.follow_up.monthly for pack in packs if pack.follow_up.monthly), None)
