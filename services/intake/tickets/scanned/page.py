"""The pages of a scanned code. Who isn't signed in reads the number that is on the paper, and no more."""

from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, RootModel
from starlette.responses import Response

from libs.common.act import Language
from libs.common.ids import SITE_ZONE
from libs.common.web.failures import FailureForm
from libs.common.web.pages import Pages
from libs.common.web.problems import Refusal
from services.intake.tickets.paper.content import Voucher
from services.intake.tickets.paper.page import PAGES as PAPER
from services.intake.tickets.scanned.links import Links, number_in

_PAGES = Pages(
    Path(__file__).with_name("templates"),
    style="scanned.css",
    headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
)


class Page(RootModel[str]):
    """HTML, for people."""


class PagesForPeople(FailureForm):
    """Whoever scans a code with a telephone reads a sentence, and where to go on."""

    media_type: ClassVar[str] = "text/html"
    model: ClassVar[type[BaseModel]] = Page

    def __init__(self, links: Links) -> None:
        self._links = links

    def answer(self, refusal: Refusal, *, path: str, language: Language) -> Response:
        number = number_in(path)
        signs_in = self._links.sign_in(number) if number and refusal.status == 401 else ""
        page = _PAGES.show(
            "refused.html", language, status=refusal.status, refusal=refusal, number=number, signs_in=signs_in
        )
        page.headers.update(refusal.headers)
        return page


def ticket_page(voucher: Voucher, facts: dict[str, Any], language: Language) -> Response:
    """`facts` as `TicketOut` has them."""
    paper = PAPER.words(language)
    sections = [section for section in voucher.sections(paper) if section.title != "work"]
    return _PAGES.show(
        "ticket.html",
        language,
        ticket=voucher.ticket,
        facts=facts,
        paper=paper,
        sections=sections,
        site_zone=SITE_ZONE,
    )
