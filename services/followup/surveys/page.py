"""The survey's page: works without JavaScript, on a phone, in zh and en; everything in it is escaped."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from libs.common.act import Language
from libs.common.web.problems import FieldError, Refusal
from services.followup.surveys.models import ITEMS, LEVELS

_FOLDER = Path(__file__).with_name("templates")
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE_HASH = b64encode(sha256(_TEMPLATES.get_template("survey.css").render().encode()).digest()).decode()

PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""The address holds the token: it is neither kept nor passed on."""

_HEADERS = {
    **PRIVATE,
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
}


def form(
    language: Language,
    *,
    about: str,
    given: Mapping[str, Any] | None = None,
    faults: Sequence[FieldError] = (),
) -> Response:
    """The questions; with what was given and what is wrong with it, if it couldn't be taken."""
    wrong = {fault.pointer.strip("/"): fault.detail for fault in faults}
    return _page(
        "form.html",
        language,
        status=422 if faults else 200,
        about=about,
        given={**dict.fromkeys((*ITEMS, "opinion"), ""), **(given or {})},
        wrong=wrong,
        items=ITEMS,
        levels=LEVELS,
    )


def thanks(language: Language, *, again: bool) -> Response:
    return _page("message.html", language, status=200, title="thanks", text="before" if again else "received")


def refused(language: Language, refusal: Refusal) -> Response:
    return _page(
        "message.html",
        language,
        status=refusal.status,
        title="sorry",
        text=None,
        sentence=refusal.sentence(language),
    )


def _page(template: str, language: Language, *, status: int, **values: Any) -> Response:
    page = _TEMPLATES.get_template(template)
    content = page.render(words=_words()[language], language=language, **values)
    headers = {**_HEADERS, "Content-Language": language, "Vary": "Accept, Accept-Language"}
    return HTMLResponse(content, status_code=status, headers=headers)


@cache
def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load((_FOLDER / "words.yaml").read_text(encoding="utf-8"))
    return words
