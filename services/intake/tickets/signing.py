"""Acts on the service voucher (IN-17)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from services.intake.tickets import voucher
from services.intake.tickets.models import Ticket
from services.intake.tickets.usecases import keep


async def countersign_voucher(
    *, session: AsyncSession, act: Act, ticket: Ticket, started_at: datetime, ended_at: datetime, content: str
) -> None:
    by, at = act.actor.subject, act.now
    happened = voucher.countersign(
        ticket, by=by, at=at, started_at=started_at, ended_at=ended_at, content=content
    )
    await keep(session, act, ticket, "countersign-voucher", happened)


async def return_voucher(
    *, session: AsyncSession, act: Act, ticket: Ticket, signed_on: date, scan: str | None
) -> None:
    happened = voucher.come_back(ticket, signed_on=signed_on, scan=scan)
    await keep(session, act, ticket, "voucher-returned", happened)
