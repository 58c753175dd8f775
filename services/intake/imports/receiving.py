"""From the request's body to the staging table, never more than a batch in memory (IN-14).

Every refusal leaves nothing behind; a process that dies meanwhile leaves rows that nobody sees and that the
worker throws away.
"""

import asyncio
from collections.abc import Mapping
from itertools import islice
from typing import Any, get_args
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import chores
from libs.common.act import Act
from libs.common.copying import copy
from libs.common.database import Database
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Invalid
from libs.common.web.uploads import Upload
from services.intake.imports.columns import Kind, mapped, recognised, words
from services.intake.imports.files.opening import open_table
from services.intake.imports.files.pulled import Pulled
from services.intake.imports.files.tables import Cells, Table
from services.intake.imports.limits import limits
from services.intake.imports.models import Import
from services.intake.imports.refusals import EmptyFile, NoFile, TooManyRows
from services.intake.imports.steps import CHORE, forget

_BATCH = 2_000
_OPTIONS = ("kind", "check_only")
_encode = msgspec.json.Encoder().encode


class Receiving:
    """One upload; `query` may say what the form says after the file."""

    def __init__(self, upload: Upload, *, database: Database, act: Act, query: Mapping[str, str]) -> None:
        self._upload = upload
        self._database = database
        self._act = act
        self._query = query
        self._file = Pulled(upload.pieces(), asyncio.get_running_loop(), patience=limits().part_seconds)
        self.id = new_id()
        self._rows = 0

    @property
    def digest(self) -> bytes:
        """Of the file and of what the form says."""
        return self._file.digest + repr(sorted(self._fields.items())).encode()

    async def stage(self) -> Table:
        """Store all rows as they are. Raises what is in `refusals`, and what `Upload` raises."""
        table = await asyncio.to_thread(self._open)
        if self._fields.get("kind"):
            mapped(self._kind(), table.header)
        async with self._database.transaction() as session:
            session.add(self._begun(table))
        while rows := await asyncio.to_thread(self._batch, table):
            async with self._database.transaction() as session:
                await session.get_one(Import, self.id, with_for_update={"read": True, "key_share": True})
                await copy(session, "import_rows", ("import_id", "row", "cells"), rows)
        return table

    async def finish(self, session: AsyncSession, table: Table) -> Import:
        """Hand the rows over to the worker. Raises `Invalid` for what the form says."""
        kind = self._kind()
        defaults, check_only = self._defaults(kind), self._fields.get("check_only") == "true"
        found = await session.get_one(Import, self.id, with_for_update=True)
        found.kind, found.columns = kind, mapped(kind, table.header)
        found.defaults, found.check_only = defaults, check_only
        found.size, found.rows, found.file_name = self._file.size, self._rows, self._upload.file_name
        found.status = "checking"
        await record(session, act=self._act, aggregate=found, verb="upload")
        await chores.ring(session, chore=CHORE, key=str(found.id), now=self._act.now)
        return found

    async def leave_nothing(self) -> None:
        async with self._database.transaction() as session:
            if begun := await session.get(Import, self.id, with_for_update=True):
                await forget(session, begun)
                await session.delete(begun)

    @property
    def _fields(self) -> dict[str, str]:
        return {**self._query, **self._upload.fields}

    def _open(self) -> Table:
        try:
            return open_table(self._file, limits(), recognised)
        except EmptyFile:
            raise EmptyFile if self._upload.found else NoFile from None

    def _begun(self, table: Table) -> Import:
        return Import(
            id=self.id,
            format=table.format,
            encoding=table.encoding,
            delimiter=table.delimiter,
            header=table.header,
            size=0,
            started_by=self._act.actor.subject,
            started_at=self._act.now,
        )

    def _batch(self, table: Table) -> list[tuple[UUID, int, str]]:
        """Raises `TooManyRows`."""
        width = len(table.header) if table.format == "xlsx" else 0
        rows = [
            (self.id, number, _encode(_padded(cells, width)).decode())
            for number, cells in islice(table.rows, _BATCH)
        ]
        self._rows += len(rows)
        if self._rows > limits().rows:
            raise TooManyRows(limit=limits().rows)
        return rows

    def _kind(self) -> Kind:
        given: Any = self._fields.get("kind")
        if given not in get_args(Kind):
            code, known = "required" if given is None else "not_allowed", ", ".join(get_args(Kind))
            raise Invalid.field("/kind", code, f"{known}")
        kind: Kind = given
        return kind

    def _defaults(self, kind: Kind) -> dict[str, str]:
        """Other fields of the form count where a row's cell is empty, by our columns."""
        given = {name: text for name, text in self._upload.fields.items() if name not in _OPTIONS}
        known = words().kinds[kind].columns
        for name, text in given.items():
            if name not in known:
                raise Invalid.field(f"/{name[:100]}", "unknown_field", "neither an option nor a column")
            if "\0" in text:
                raise Invalid.field(f"/{name}", "nul_character", "must not hold the NUL character")
        return {name: text for name, text in given.items() if text.strip()}


def _padded(cells: Cells, width: int) -> Cells:
    """A workbook leaves out the empty cells at a row's end."""
    return cells + [""] * (width - len(cells)) if isinstance(cells, list) else cells
