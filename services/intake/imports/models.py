"""Tables of the imports room: an import, its rows on their way, what was wrong with them (IN-14)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from services.intake.tables import Base

KINDS = ("customers", "units", "contracts", "tickets")
STATUSES = ("receiving", "checking", "checked", "importing", "done", "stopped", "undone")
AT_WORK = ("checking", "importing")
"""What the worker has to do next; all else waits for somebody or has ended."""


class Import(Base, Aggregate):
    """One file on its way in. Everything before `importing` is seen by nobody else and may be undone.

    `receiving` → `checking` (each row is validated) → `importing` (made visible in chunks) → `done`.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"file_name"})

    kind: Mapped[str | None]
    """None while its upload hasn't said yet."""
    status: Mapped[str] = mapped_column(default="receiving", index=True)
    stopped_from: Mapped[str | None]
    """What it was doing when somebody stopped it."""
    check_only: Mapped[bool] = mapped_column(default=False)
    defaults: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What counts where a row's own cell is empty, by our columns."""

    file_name: Mapped[str | None]
    format: Mapped[str]
    encoding: Mapped[str | None]
    delimiter: Mapped[str | None]
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    header: Mapped[list[str]] = mapped_column(default=list)
    """The file's own names, in its order."""
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The file's name of a column → ours; what isn't here is left out."""

    rows: Mapped[int] = mapped_column(default=0)
    checked_to: Mapped[int] = mapped_column(default=0)
    """The last row of the file that was checked."""
    made_to: Mapped[int] = mapped_column(default=0)
    """The last row of the file that was made visible."""
    checked: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    """Rows whose thing was there already: the same file twice changes nothing."""
    invalid: Mapped[int] = mapped_column(default=0)

    started_by: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def ignored_columns(self) -> list[str]:
        return [name for name in self.header if name not in self.columns]

    @property
    def progress(self) -> float:
        """0 to 1: checking is the first half of the way, making visible the second."""
        if self.status == "done":
            return 1.0
        made = self.imported + self.unchanged + self.invalid if self.made_to else 0
        return round((self.checked + made) / (2 * self.rows), 4) if self.rows else 0.0


class StagedRow(Base):
    """A row as the file has it: a JSON array of its cells, or an object of them by name."""

    __tablename__ = "import_rows"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    """No foreign key: whoever writes rows holds their import, once for all of them."""
    row: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[str]


class CheckedRow(Base):
    """A valid row, as JSON by our columns; what is still to be made visible."""

    __tablename__ = "import_records"
    __table_args__ = (
        Index(
            "ix_import_records_key",
            *("import_id", "key", "occurrence"),
            postgresql_where=text("key IS NOT NULL"),
        ),
    )

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str]
    key: Mapped[str | None]
    """Of a row without a natural key: what it says, in short."""
    occurrence: Mapped[int | None]
    """Counts the rows of the file that say the same, from 1."""


class RowFault(Base):
    """What is wrong in a row; `column` as the file calls it. Holds nothing of what the cell says."""

    __tablename__ = "import_faults"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Counts the faults of a row from 1."""
    column: Mapped[str | None] = mapped_column("column_name")
    code: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
