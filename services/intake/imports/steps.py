"""What the worker does with an import, a chunk a transaction (IN-14).

Each step takes up where the last committed one ended, so a process that is killed loses and doubles nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Text, any_, delete, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.copying import copy
from libs.common.ids import new_id, site_date
from libs.common.partitions import age
from libs.common.record import record
from services.intake.imports.checking import Checked, Checker, Fault
from services.intake.imports.limits import limits
from services.intake.imports.making.chunk import Outcome, Rows
from services.intake.imports.making.contracts import make_contracts
from services.intake.imports.making.customers import make_customers
from services.intake.imports.making.tickets import make_tickets
from services.intake.imports.making.units import make_units
from services.intake.imports.models import AT_WORK, CheckedRow, Import, RowFault, StagedRow

CHORE = "imports"
_MAKERS = {
    "customers": make_customers,
    "units": make_units,
    "contracts": make_contracts,
    "tickets": make_tickets,
}
_ABANDONED = 3600.0
"""Seconds of machine time after which an upload that was never finished is given up."""
_NUMBER = "old_number"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
"""Tables that grow under an import have no statistics that tell how large they are by now."""


async def work(*, session: AsyncSession, now: datetime) -> bool:
    """One step of the oldest import that has any left to do."""
    if await _give_up_abandoned(session):
        return True
    waiting = select(Import).where(Import.status.in_(AT_WORK)).order_by(Import.id).limit(1)
    found = await session.scalar(waiting.with_for_update(skip_locked=True))
    if found is None:
        return False
    act = Act(
        actor=Actor(subject=found.started_by), now=now, request_id=str(new_id()), source=f"import:{found.id}"
    )
    await (_check if found.status == "checking" else _make)(session, act, found)
    return True


async def forget(session: AsyncSession, found: Import, *tables: type[Any]) -> None:
    for table in tables or (StagedRow, CheckedRow):
        await session.execute(delete(table).where(table.import_id == found.id))


async def _check(session: AsyncSession, act: Act, found: Import) -> None:
    chunk = (
        select(StagedRow.row, StagedRow.cells)
        .where(StagedRow.import_id == found.id, StagedRow.row > found.checked_to)
        .order_by(StagedRow.row)
        .limit(limits().checked_at_once)
    )
    rows = (await session.execute(chunk)).all()
    if not rows:
        await forget(session, found, StagedRow)
        found.status = "checked" if found.check_only else "importing"
        await record(session, act=act, aggregate=found, verb=found.status)
        return
    checked = await asyncio.to_thread(_checked, _checker(found, act), rows)
    await _keep_valid(session, found, [one for one in checked if not one.faults])
    await _keep_faults(session, found, {one.row: one.faults for one in checked if one.faults})
    found.checked += len(checked)
    found.checked_to = rows[-1][0]
    found.version += 1


def _checker(found: Import, act: Act) -> Checker:
    assert found.kind is not None
    return Checker(
        found.kind,  # type: ignore[arg-type]
        header=found.header,
        columns=found.columns,
        defaults=found.defaults,
        act=act,
    )


def _checked(checker: Checker, rows: Sequence[tuple[int, str]]) -> list[Checked]:
    return [checker.check(row, cells) for row, cells in rows]


async def _keep_valid(session: AsyncSession, found: Import, valid: Sequence[Checked]) -> None:
    """A ticket without a number gets one by what its row says, and how often rows said it before."""
    records = []
    nameless = {one.row: one.key for one in valid if found.kind == "tickets" and _NUMBER not in one.record}
    seen = await _occurrences(session, found, set(nameless.values()))
    for one in valid:
        occurrence = None
        if key := nameless.get(one.row):
            seen[key] = occurrence = seen[key] + 1
            one.record[_NUMBER] = _number(one.record, key, occurrence)
        records.append((found.id, one.row, _encode(one.record).decode(), key, occurrence))
    await copy(session, "import_records", ("import_id", "row", "record", "key", "occurrence"), records)


def _number(record: dict[str, Any], key: str, occurrence: int) -> str:
    """`R20040701-3f2a91c07b`, and `…-2` for the second row that says the same."""
    day = site_date(datetime.fromisoformat(record["opened_at"]))
    return f"R{day:%Y%m%d}-{key}" + (f"-{occurrence}" if occurrence > 1 else "")


async def _occurrences(session: AsyncSession, found: Import, keys: set[str]) -> Counter[str]:
    if not keys:
        return Counter()
    most = (
        select(CheckedRow.key, func.max(CheckedRow.occurrence))
        .where(CheckedRow.import_id == found.id, CheckedRow.key == any_(literal(list(keys), ARRAY(Text))))
        .group_by(CheckedRow.key)
    )
    return Counter({str(key): count or 0 for key, count in (await session.execute(most))})


async def _make(session: AsyncSession, act: Act, found: Import) -> None:
    chunk = (
        select(CheckedRow.row, CheckedRow.record)
        .where(CheckedRow.import_id == found.id, CheckedRow.row > found.made_to)
        .order_by(CheckedRow.row)
        .limit(limits().made_at_once)
    )
    await session.execute(_BY_INDEX)
    rows: Rows = [(row, _decode(content)) for row, content in await session.execute(chunk)]
    if not rows:
        await forget(session, found, CheckedRow)
        found.status, found.ended_at = "done", act.now
        await record(session, act=act, aggregate=found, verb="finish")
        return
    outcome: Outcome = await _MAKERS[str(found.kind)](session, act, rows)
    await _keep_faults(session, found, {row: (fault,) for row, fault in outcome.faults.items()})
    found.imported += outcome.imported
    found.unchanged += outcome.unchanged
    found.made_to = rows[-1][0]
    found.version += 1


async def _keep_faults(session: AsyncSession, found: Import, faults: dict[int, tuple[Fault, ...]]) -> None:
    theirs = {ours: theirs for theirs, ours in found.columns.items()}
    records = [
        (found.id, row, number, theirs.get(one.column or "", one.column), one.code, one.zh, one.en)
        for row, several in faults.items()
        for number, one in enumerate(several, start=1)
    ]
    columns = [column.name for column in RowFault.__table__.columns]
    await copy(session, "import_faults", columns, records)
    found.invalid += len(faults)


async def _give_up_abandoned(session: AsyncSession) -> bool:
    """An upload whose process died: nothing of it was seen, nothing is left."""
    oldest = await session.scalar(
        select(Import).where(Import.status == "receiving").order_by(Import.id).limit(1).with_for_update()
    )
    if oldest is None or age(oldest.id) < _ABANDONED:
        return False
    await forget(session, oldest)
    await session.delete(oldest)
    return True
