"""The board of prices: one page for screen and print, in zh and en; everything in it is escaped (DI-12)."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from libs.common.act import Language
from services.dispatch.prices.models import PriceList

_FOLDER = Path(__file__).with_name("templates")
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE_HASH = b64encode(sha256(_TEMPLATES.get_template("board.css").render().encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'none'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
}


def board(language: Language, price_lists: Sequence[PriceList], *, category: str | None) -> Response:
    """Works without JavaScript, on a phone and on paper; `category`: all there is to see, if given."""
    content = _TEMPLATES.get_template("board.html").render(
        words=_words()[language], language=language, price_lists=price_lists, category=category
    )
    return HTMLResponse(content, headers={**_HEADERS, "Content-Language": language})


@cache
def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load((_FOLDER / "words.yaml").read_text(encoding="utf-8"))
    return words
