"""An import as a reader sees it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from libs.common.web.fields import Out
from services.intake.imports.columns import Kind

Status = Literal["receiving", "checking", "checked", "importing", "done", "stopped", "undone"]


class ImportOut(Out):
    id: UUID
    kind: Kind | None
    status: Status
    check_only: bool
    file_name: str | None
    format: Literal["csv", "xlsx", "ndjson"]
    encoding: str | None
    delimiter: str | None
    size: int = Field(description="bytes")
    columns: dict[str, str] = Field(description="the file's column → ours")
    ignored_columns: list[str] = Field(description="columns of the file that nothing is known about")
    defaults: dict[str, str]
    rows: int
    checked: int
    imported: int = Field(description="rows that became something new")
    unchanged: int = Field(description="rows whose thing was there already")
    invalid: int = Field(description="rows that were left out; `/errors` says why")
    progress: float = Field(ge=0, le=1)
    started_by: str
    started_at: datetime
    ended_at: datetime | None
