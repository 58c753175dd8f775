"""Closing the register at the end of the day (IN-08, S1 art. 11), and papers without an entry (IN-09)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Refusal
from services.intake.register import lines, rules
from services.intake.register.figures import Figures
from services.intake.register.models import RegisterPage, StrayVoucher
from services.intake.register.queries import moments, page_of
from services.intake.tickets.models import Ticket
from services.intake.tickets.signing import return_voucher

CLOSE, DESK = "register.close", "desk"

_KEEP = text(f"""
    WITH kept AS (
        INSERT INTO register_lines (day, section, position, ref, kind, at, details)
        SELECT CAST(:day AS date), section, position, ref, kind, at, details FROM ({lines.LIVE}) AS page
        RETURNING section, kind
    )
    SELECT section, kind, count(*) FROM kept GROUP BY section, kind""")  # noqa: S608


class VoucherHandedIn(Refusal):
    code = "voucher_handed_in"
    zh = "凭证 {number} 已经交回登记。"
    en = "Voucher {number} was handed in before."


async def close_register(*, session: AsyncSession, act: Act) -> None:
    """At the desk's close, or after it on the day that all begins; then the next close is awaited."""
    day = rules.page_of(act.now)
    close = rules.close_of(day)
    if close is not None and close <= act.now and await page_of(session, day) is None:
        await _close(session, act, day)
    await expect_close(session, after=act.now)


async def expect_close(session: AsyncSession, *, after: datetime) -> None:
    await timers.set(session, kind=CLOSE, key=DESK, due_at=rules.next_close(after))


async def _close(session: AsyncSession, act: Act, day: date) -> None:
    counted = await session.execute(_KEEP, {"day": day, **moments(day, until=act.now)})
    page = RegisterPage(id=new_id(), version=0, day=day, closed_at=act.now)
    happened = page.close(Figures.of((section, kind, number) for section, kind, number in counted))
    session.add(page)
    await record(session, act=act, aggregate=page, verb="close", events=happened)


async def hand_in_voucher(
    *, session: AsyncSession, act: Act, number: str, signed_on: date | None, scan: str | None
) -> UUID | None:
    """A paper from the pile: its ticket's voucher is returned; without an entry it is kept until explained.

    Returns the ticket. Raises `VoucherHandedIn` and what returning a voucher refuses.
    """
    mine = select(Ticket).where(Ticket.voucher_number == number).with_for_update(**HELD)
    if ticket := await session.scalar(mine):
        day = signed_on or rules.page_of(act.now)
        await return_voucher(session=session, act=act, ticket=ticket, signed_on=day, scan=scan)
        return ticket.id
    if await session.scalar(select(StrayVoucher.id).where(StrayVoucher.number == number)):
        raise VoucherHandedIn(number=number)
    stray = StrayVoucher(
        id=new_id(),
        version=0,
        number=number,
        signed_on=signed_on,
        scan=scan,
        returned_at=act.now,
        returned_by=act.actor.subject,
    )
    session.add(stray)
    await record(session, act=act, aggregate=stray, verb="hand-in")
    return None


async def settle_voucher(*, session: AsyncSession, act: Act, voucher: StrayVoucher, reason: str) -> None:
    voucher.settle(reason=reason, by=act.actor.subject, now=act.now)
    await record(session, act=act, aggregate=voucher, verb="settle")
