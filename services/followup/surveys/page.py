"""The survey's page: works without JavaScript, on a phone, in zh and en; everything in it is escaped."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.responses import Response

from libs.common.act import Language
from libs.common.web.pages import Pages
from libs.common.web.problems import FieldError, Refusal
from services.followup.surveys.models import ITEMS, LEVELS

PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""The address holds the token: it is neither kept nor passed on."""

_PAGES = Pages(
    Path(__file__).with_name("templates"),
    style="survey.css",
    headers={**PRIVATE, "Vary": "Accept, Accept-Language"},
    forms=True,
)


def form(
    language: Language,
    *,
    about: str,
    given: Mapping[str, Any] | None = None,
    faults: Sequence[FieldError] = (),
) -> Response:
    """The questions; with what was given and what is wrong with it, if it couldn't be taken."""
    return _PAGES.show(
        "form.html",
        language,
        status=422 if faults else 200,
        about=about,
        given={**dict.fromkeys((*ITEMS, "opinion"), ""), **(given or {})},
        wrong={fault.pointer.strip("/"): fault.detail for fault in faults},
        items=ITEMS,
        levels=LEVELS,
    )


def thanks(language: Language, *, again: bool) -> Response:
    return _PAGES.show("message.html", language, title="thanks", text="before" if again else "received")


def refused(language: Language, refusal: Refusal) -> Response:
    sentence = refusal.sentence(language)
    return _PAGES.show(
        "message.html", language, status=refusal.status, title="sorry", text=None, sentence=sentence
    )
