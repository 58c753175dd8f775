"""The voucher as PDF, A5; a long fault goes on to a second page."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black, grey
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from libs.common.act import Language
from services.intake.tickets.paper.code import Code
from services.intake.tickets.paper.content import Section, Voucher, Words
from services.intake.tickets.paper.page import PAGES

_MARGIN, _LABEL, _CODE = 8 * mm, 38 * mm, 22 * mm
_WIDTH = A5[0] - 2 * _MARGIN - 12
"""The frame of a page has six points of padding."""
_LATIN = re.compile(r"[\x20-\xff]+")
_READERS_OWN = "STSong-Light"


class VoucherPrinter:
    """`font` is a TrueType file with Chinese, whose letters are put into each PDF.

    Without one the reader's own Song is asked for, which all common readers have or replace.
    """

    def __init__(self, font: Path | None = None) -> None:
        self._font = font.stem if font else _READERS_OWN
        if self._font not in getRegisteredFontNames():
            registerFont(TTFont(self._font, font) if font else UnicodeCIDFont(_READERS_OWN))

    def pdf(self, voucher: Voucher, language: Language, *, link: str) -> bytes:
        buffer = BytesIO()
        margins = {f"{side}Margin": _MARGIN for side in ("left", "right", "top", "bottom")}
        title = voucher.ticket.voucher_number
        words = PAGES.words(language)
        document = SimpleDocTemplate(buffer, pagesize=A5, title=title, invariant=1, lang=language, **margins)
        document.build(
            [
                self._head(voucher, words, link),
                *(part for section in voucher.sections(words) for part in self._section(section, words)),
                KeepTogether(
                    [Spacer(1, 2 * mm), self._text(words["note"], 6.5), self._signed(voucher, words)]
                ),
            ]
        )
        return buffer.getvalue()

    def _head(self, voucher: Voucher, words: Words, link: str) -> Flowable:
        ticket = voucher.ticket
        named = [
            self._text(words["title"], 15),
            self._text(ticket.voucher_number, 11),
            self._text(f"{words['ticket']} {ticket.number}", 8.5),
            self._text(words["scan"], 6.5),
        ]
        lines = [("LINEBELOW", (0, 0), (-1, -1), 1, black), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_PADDING]
        return Table([[named, _drawn(Code(link))]], colWidths=(_WIDTH - _CODE, _CODE), style=lines)

    def _section(self, section: Section, words: Words) -> list[Flowable]:
        rows = [[self._text(words[line.label]), self._text(line.text)] for line in section.lines]
        heights = [None if line.text else 11.5 * line.lines for line in section.lines]
        ruled = [("LINEBELOW", (0, 0), (-1, -1), 0.3, grey), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_PADDING]
        table = Table(
            rows, colWidths=(_LABEL, _WIDTH - _LABEL), rowHeights=heights, style=ruled, splitInRow=1
        )
        return [KeepTogether([Spacer(1, 1.2 * mm), self._text(words[section.title], 8.5)]), table]

    def _signed(self, voucher: Voucher, words: Words) -> Flowable:
        """Three names to be written, with a gap between their lines."""
        names, labels, widths = [], [], []
        for line in voucher.signatures():
            names += [self._text(line.text), ""]
            labels += [self._text(words[line.label], 6.5), ""]
            widths += [(_WIDTH - 10 * mm) / 3, 5 * mm]
        ruled = [("LINEBELOW", (column, 0), (column, 0), 0.6, black) for column in range(0, len(names), 2)]
        style = [*ruled, ("VALIGN", (0, 0), (-1, 0), "BOTTOM"), *_PADDING]
        shape = {"colWidths": widths[:-1], "rowHeights": [8 * mm, None]}
        return Table([names[:-1], labels[:-1]], style=style, **shape)

    def _text(self, text: str, size: float = 7.5) -> Flowable:
        """Latin letters in a Latin font where the Chinese one isn't in the file: its widths are unsure."""
        style = ParagraphStyle(
            f"{size}", fontName=self._font, fontSize=size, leading=size * 1.3, wordWrap="CJK"
        )
        marked = escape(text).replace("\n", "<br/>")
        if self._font == _READERS_OWN:
            marked = _LATIN.sub(lambda run: f'<font name="Helvetica">{run[0]}</font>', escape(text))
        return Paragraph(marked, style)


def _drawn(code: Code) -> Drawing:
    side = _CODE / code.size
    drawing = Drawing(_CODE, _CODE)
    for column, row, length in code.bars():
        bar = Rect(column * side, _CODE - (row + 1) * side, length * side, side)
        bar.fillColor, bar.strokeColor = black, None
        drawing.add(bar)
    return drawing


_PADDING: list[tuple[Any, ...]] = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
]
_PADDING += [("TOPPADDING", (0, 0), (-1, -1), 0.8), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6)]
