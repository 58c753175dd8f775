"""Charges of a visit: made on site, invoiced and settled by finance (DI-12)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.money import Money
from libs.common.record import record
from services.dispatch.charges import queries, rules
from services.dispatch.charges.models import Charge
from services.dispatch.charges.refusals import AmountNeeded
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import pack_of
from services.dispatch.prices import queries as prices
from services.dispatch.prices.models import GENERAL
from services.dispatch.visits.keeping import keep
from services.dispatch.visits.models import Visit
from services.dispatch.visits.refusals import VisitNotArrived


async def charge(
    *,
    session: AsyncSession,
    act: Act,
    visit: Visit,
    amount: Money | None,
    lines: list[dict[str, Any]],
    receipt_no: str | None,
    collector: str,
    at: datetime,
) -> Charge:
    """Small amounts are collected on site against a receipt; others are invoiced, with a named collector.

    Whoever was on site may have charged, whatever became of the visit and whether or not there was consent.
    Without an amount it is what is left of the price agreed to.
    """
    ticket = await session.get_one(Ticket, visit.ticket_id, with_for_update=HELD)
    if not (amount := amount or rules.left_to_charge(ticket)):
        raise AmountNeeded
    if visit.arrived_at is None:
        raise VisitNotArrived
    limit = pack_of(ticket, today=site_date(act.now)).charge.small_limit
    on_site = rules.collected_on_site(amount, limit)
    made = Charge(
        id=new_id(),
        version=0,
        visit_id=visit.id,
        ticket_id=visit.ticket_id,
        amount=amount.amount,
        currency=amount.currency,
        status="collected" if on_site else "invoiced",
        collector=act.actor.subject if on_site else collector,
        receipt_no=None,
        lines=await _compared(session, ticket, lines, on=site_date(at)),
        charged_at=at,
    )
    made.judge(ticket)
    if on_site:
        made.receipt_no = receipt_no or f"R-{ticket.voucher_number}-{made.id.hex[-6:]}"
    session.add(made)
    await _keep(session, act, made, visit, "charge", made.make(visit))
    return made


async def hear_consent(*, session: AsyncSession, act: Act, ticket: Ticket) -> None:
    """What was charged after the customer's answer, before that was heard here, is judged by it (XC-02)."""
    for unjudged in (await session.scalars(queries.charged_unheard(ticket.id, since=act.now))).all():
        unjudged.judge(ticket)
        await record(session, act=act, aggregate=unjudged, verb="hear-consent", correlation=ticket.id)


async def hand_over(*, session: AsyncSession, act: Act, charge: Charge) -> None:
    charge.hand_over(by=act.actor.subject, now=act.now)
    await record(session, act=act, aggregate=charge, verb="hand-over", correlation=charge.ticket_id)


async def receive(*, session: AsyncSession, act: Act, charge: Charge) -> None:
    charge.receive(by=act.actor.subject, now=act.now)
    await record(session, act=act, aggregate=charge, verb="receive", correlation=charge.ticket_id)


async def invoice(
    *, session: AsyncSession, act: Act, charge: Charge, number: str, mailed_on: date | None
) -> None:
    visit = await session.get_one(Visit, charge.visit_id, with_for_update=HELD)
    happened = charge.invoice(visit, number=number, mailed_on=mailed_on, now=act.now)
    await _keep(session, act, charge, visit, "invoice", happened)


async def settle(*, session: AsyncSession, act: Act, charge: Charge, receipt_no: str) -> None:
    visit = await session.get_one(Visit, charge.visit_id, with_for_update=HELD)
    happened = charge.settle(visit, receipt_no=receipt_no, now=act.now)
    await _keep(session, act, charge, visit, "settle", happened)


async def _keep(
    session: AsyncSession, act: Act, charge: Charge, visit: Visit, verb: str, happened: list[Event]
) -> None:
    """The charge has an audit trail of its own; its events stand among the visit's, in their order."""
    await record(session, act=act, aggregate=charge, verb=verb, correlation=visit.ticket_id)
    await keep(session, act, visit, verb, happened)


async def _compared(
    session: AsyncSession, ticket: Ticket, lines: list[dict[str, Any]], *, on: date
) -> list[dict[str, Any]]:
    """Each line with whether the public prices of that day have it (DI-12, CO-18)."""
    if not lines:
        return []
    lists = await prices.holding(session, on=on, category=ticket.category or GENERAL)
    public = [price for price_list in lists for price in price_list.lines]
    return [line | {"listed": rules.is_listed(line, public) if lists else None} for line in lines]
