"""What every kind of file becomes: a header and numbered rows."""

from collections.abc import Iterator
from dataclasses import dataclass

Cells = list[str] | dict[str, str]
"""In the header's order; of NDJSON by name, as each line has its own names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that is being read; `rows` are numbered as a spreadsheet shows them and read once."""

    format: str
    header: list[str]
    rows: Iterator[tuple[int, Cells]]
    encoding: str | None = None
    delimiter: str | None = None
