"""The voucher as a page, to print from the browser on A5 or A4."""

from pathlib import Path

from starlette.responses import Response

from libs.common.act import Language
from libs.common.web.pages import Pages
from services.intake.tickets.paper.code import Code
from services.intake.tickets.paper.content import Voucher

PAGES = Pages(
    Path(__file__).with_name("templates"), style="voucher.css", headers={"Cache-Control": "no-store"}
)


def page_to_print(voucher: Voucher, language: Language, *, link: str) -> Response:
    return PAGES.show("voucher.html", language, voucher=voucher, code=Code(link))
