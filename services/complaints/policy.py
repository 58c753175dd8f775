"""The policy pack that a case is handled by, and due times that follow from its spans (PO-01)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import site_date
from libs.common.policy.conduct import CauseCode
from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from services.complaints.tickets.models import Ticket


async def pack_of(session: AsyncSession, ticket_id: UUID | None, *, now: datetime) -> Pack:
    """The pack of the ticket's unit; the base where there is no ticket or its unit isn't known."""
    ticket = await session.get(Ticket, ticket_id) if ticket_id else None
    if ticket is None or ticket.category is None or ticket.purchase_date is None:
        return base_pack(site_date(now))
    return shipped_packs().for_unit(ticket.category, ticket.purchase_date)


def base_pack(on: date) -> Pack:
    """Figures that hold whatever the product: the conduct ledger is about our own people."""
    return shipped_packs().base(on)


def cause_named(word: str | None, *, now: datetime) -> str | None:
    """The code of the cause that `word` names, in whatever spelling; any other word as it is (CO-03)."""
    if word is None:
        return None
    names = {spelling(name): cause.code for cause in causes(now) for name in (cause.code, cause.zh, cause.en)}
    return names.get(spelling(word), word)


def causes(now: datetime) -> Sequence[CauseCode]:
    """The vocabulary of causes, the same whatever the product."""
    return base_pack(site_date(now)).complaints.causes


def spelling(word: str) -> str:
    """`Delay of delivery`, `delay-of-delivery` and `delay_of_delivery` are one."""
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())
