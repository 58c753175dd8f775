"""The register of a day to print and to sign (IN-08, S1 art. 11)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from starlette.responses import Response

from libs.common.act import Language
from libs.common.ids import SITE_ZONE
from libs.common.web.pages import Pages
from services.intake.register.schemas import Line, RegisterOut, Section

_PAGES = Pages(
    Path(__file__).with_name("templates"), style="register.css", headers={"Cache-Control": "no-store"}
)


def page_to_print(register: RegisterOut, language: Language) -> Response:
    return _PAGES.show(
        "register.html", language, page=register, sections=_sections(register), local=_local, marks=_marks
    )


def _sections(register: RegisterOut) -> list[tuple[str, Section]]:
    """What leads the day first."""
    lists = ("undispatched", "unresolved", "complaint_calls", "contacts")
    checked = register.reconciliation
    return [
        *((name, getattr(register, name)) for name in lists),
        *((name, getattr(checked, name)) for name in type(checked).model_fields),
    ]


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"


def _marks(line: Line) -> Iterator[str]:
    if line.priority == "urgent":
        yield "urgent"
    if line.waits_for:
        yield line.waits_for
    yield from (name for name in ("carried_over", "after_close") if getattr(line, name))
