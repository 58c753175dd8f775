"""The board of prices: one page for screen, phone and paper (DI-12)."""

from collections.abc import Sequence
from pathlib import Path

from starlette.responses import Response

from libs.common.act import Language
from libs.common.web.pages import Pages
from services.dispatch.prices.models import PriceList

_PAGES = Pages(
    Path(__file__).with_name("templates"), style="board.css", headers={"Cache-Control": "no-cache"}
)


def board(language: Language, price_lists: Sequence[PriceList], *, category: str | None) -> Response:
    """`category`: all there is to see, if given."""
    return _PAGES.show("board.html", language, price_lists=price_lists, category=category)
