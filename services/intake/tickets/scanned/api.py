"""The address in the code on a voucher."""

from typing import Annotated

from fastapi import Query, Response
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse

from libs.common.act import Language
from libs.common.settings import Settings
from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.tickets.models import Ticket
from services.intake.tickets.paper.content import voucher_of
from services.intake.tickets.refusals import TicketNotFound
from services.intake.tickets.scanned.links import BASE, Links, number_in
from services.intake.tickets.scanned.page import PagesForPeople, ticket_page
from services.intake.tickets.shown import facts_shown

Lang = Annotated[Language | None, Query(description="`zh` or `en`; else by Accept-Language")]


def router(settings: Settings) -> Router:
    calls = Router(base=BASE, tags=["tickets"], failures=PagesForPeople(Links.of(settings)))
    calls.get(
        "/{number}",
        dependencies=[may("tickets.read")],
        response_class=HTMLResponse,
        responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    )(scan)
    return calls


async def scan(number: str, edge: EdgeDep, lang: Lang = None) -> Response:
    """The ticket to read, by its number or its voucher's, with the rights and masks of `GET /tickets/{id}`.

    Whoever isn't signed in gets a page (401) that says the number and how to go on.
    """
    ticket = await _ticket(edge.session, number)
    language = lang or edge.act.language
    facts = facts_shown(ticket, now=edge.act.now, language=language)
    return ticket_page(await voucher_of(edge.session, ticket), facts, language)


async def _ticket(session: AsyncSession, number: str) -> Ticket:
    asked = number_in(number)
    called = or_(Ticket.number == asked, Ticket.voucher_number == asked)
    ticket = await session.scalar(select(Ticket).where(called)) if asked else None
    if ticket is None:
        raise TicketNotFound()
    return ticket
