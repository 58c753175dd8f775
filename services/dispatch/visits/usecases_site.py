"""Beside the steps: findings, prices, help, the unit that is taken away (PO-08, DI-12, DI-18, DI-19)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import timers
from libs.common.act import Act
from libs.common.database import HELD
from libs.common.ids import site_date
from libs.common.web.problems import Invalid
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import pack_of
from services.dispatch.prices import queries as prices
from services.dispatch.prices.models import GENERAL, PriceList
from services.dispatch.visits.keeping import field_work, keep, ticket_of, told
from services.dispatch.visits.models import Visit

HELP = "visits.help"


async def find(*, session: AsyncSession, act: Act, visit: Visit, findings: list[str], text: str) -> None:
    """Work stops until intake has decided again, whatever it decides (PO-08)."""
    happened = visit.find(findings=findings, text=text)
    ticket = await session.get_one(Ticket, visit.ticket_id, with_for_update=HELD)
    ticket.ready = False
    await keep(session, act, visit, "find", happened)


async def show_prices(
    *, session: AsyncSession, act: Act, visit: Visit, price_list_id: UUID | None, at: datetime
) -> None:
    """The list that holds for the product, unless another published one is named (DI-12)."""
    if price_list_id is None:
        category = (await ticket_of(session, visit)).category or GENERAL
        shown = next(iter(await prices.holding(session, on=site_date(at), category=category)), None)
    else:
        shown = await session.get(PriceList, price_list_id)
        if shown is None or shown.status != "published":
            raise Invalid.field("/price_list_id", "unknown", "there is no such published price list")
    await keep(session, act, visit, "show-prices", visit.show_prices(shown, at=at))


async def ask_help(*, session: AsyncSession, act: Act, visit: Visit, question: str) -> None:
    """Headquarters owes the site an answer in time (DI-19)."""
    within = field_work(await ticket_of(session, visit), act).help_within
    due_at = within.after(act.now)
    happened = visit.ask_help(question=question, due_at=due_at, owner="dispatcher", now=act.now)
    await timers.set(session, kind=HELP, key=str(visit.id), due_at=due_at)
    await keep(session, act, visit, "ask-help", happened)


async def answer_help(*, session: AsyncSession, act: Act, visit: Visit, text: str) -> None:
    happened = visit.answer_help(text=text, by=act.actor.subject, now=act.now)
    await timers.cancel(session, kind=HELP, key=str(visit.id))
    await keep(session, act, visit, "answer-help", happened)


async def take_unit(
    *, session: AsyncSession, act: Act, visit: Visit, to: str, receipt_no: str, backup: str
) -> None:
    ticket = await ticket_of(session, visit)
    happened = visit.take_unit(
        to=to,
        receipt_no=receipt_no,
        category=ticket.category,
        backup=backup,
        pack=pack_of(ticket, today=site_date(act.now)),
        now=act.now,
    )
    await keep(session, act, visit, "take-unit", happened)


async def notify(*, session: AsyncSession, act: Act, visit: Visit, channel: str, text: str) -> None:
    await keep(session, act, visit, "notify", told(visit, channel, text))
