"""The code on a voucher: whoever scans it is led to the ticket (IN-05)."""

from collections.abc import Iterator

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

QUIET = 4
"""Modules of white around it (ISO 18004)."""


class Code:
    """A QR code of level M: a seventh of it may be soiled. `size` modules each way, white included."""

    def __init__(self, text: str) -> None:
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(QR8bitByte(text))
        code.make()
        self._rows: list[list[bool]] = code.modules
        self.size = len(self._rows) + 2 * QUIET

    def bars(self) -> Iterator[tuple[int, int, int]]:
        """Black runs: column, row and length in modules, from the upper left corner."""
        for row, modules in enumerate(self._rows):
            begin = None
            for column, black in enumerate((*modules, False)):
                if black and begin is None:
                    begin = column
                elif not black and begin is not None:
                    yield begin + QUIET, row + QUIET, column - begin
                    begin = None

    @property
    def path(self) -> str:
        """As an SVG path in a view box of `size`."""
        return "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in self.bars())
