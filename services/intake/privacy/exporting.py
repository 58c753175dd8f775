"""Everything held on a person, in all services: asked for by event, answered sealed (IN-12, XC-01)."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Language
from libs.common.ids import new_id
from libs.common.privacy import boxes, holding
from libs.common.privacy.requests import joined
from libs.common.record import record
from libs.common.web.fields import Out
from services.intake.customers.models import Customer
from services.intake.privacy.files import files_of, ids
from services.intake.privacy.held import HELD
from services.intake.privacy.models import CustomerExport, Disclosure, ExportPart, Reveal
from services.intake.privacy.schemas import DisclosureOut, ExportOut, PartOut, RevealOut
from services.intake.timeline.queries import history, item, newest
from services.intake.timeline.schemas import TimelineItem

OTHERS: Final = ("dispatch", "complaints", "followup")
_FRESH = timedelta(minutes=1)
"""Who asks again within it looks for the answers to the same question."""

Shown = TypeVar("Shown", bound=Out)
Parts = dict[str, list[ExportPart]]


async def export(*, session: AsyncSession, act: Act, customer: Customer) -> ExportOut:
    """What is here, and what the others have answered so far; asks them where nobody did just now."""
    files = await files_of(session, customer)
    survivor = files[0]
    asked = await _last(session, survivor.id)
    if asked is None or asked.private_key is None or act.now - asked.asked_at > _FRESH:
        asked = await _ask(session, act, survivor, ids(files))
    parts = await _parts(session, asked.id)
    services = {"intake": PartOut(state="complete", as_of=act.now, data=await _own(session, ids(files)))}
    services |= {name: _part(parts[name], asked, len(files)) for name in OTHERS}
    return ExportOut(
        customer_id=survivor.id,
        files=ids(files),
        asked_at=asked.asked_at,
        asked_by=asked.asked_by,
        complete=all(part.state == "complete" for part in services.values()),
        services=services,
        reveals=await _rows(session, Reveal, RevealOut, ids(files)),
        disclosures=await _rows(session, Disclosure, DisclosureOut, ids(files)),
        timeline=await _timeline(session, survivor.id, act.language),
    )


async def _last(session: AsyncSession, customer_id: UUID) -> CustomerExport | None:
    query = select(CustomerExport).where(CustomerExport.customer_id == customer_id)
    return await session.scalar(query.order_by(CustomerExport.id.desc()).limit(1))


async def _ask(session: AsyncSession, act: Act, customer: Customer, files: list[UUID]) -> CustomerExport:
    """Each time on record: an export shows everything."""
    asked = CustomerExport(
        id=new_id(),
        customer_id=customer.id,
        asked_by=act.actor.subject,
        asked_at=act.now,
        private_key=boxes.new_private_key(),
    )
    session.add(asked)
    await record(session, act=act, aggregate=asked, verb="export", events=asked.asked(files))
    return asked


async def _own(session: AsyncSession, files: list[UUID]) -> dict[str, list[Any]]:
    return _together([await holding.gather(session, HELD, file) for file in files])


async def _parts(session: AsyncSession, export_id: UUID) -> Parts:
    query = select(ExportPart).where(ExportPart.export_id == export_id)
    found: Parts = defaultdict(list)
    for part in await session.scalars(query.order_by(ExportPart.customer_id, ExportPart.piece)):
        found[part.service].append(part)
    return found


def _part(pieces: list[ExportPart], asked: CustomerExport, files: int) -> PartOut:
    """Of one service, where all pieces of all files have come."""
    by_file: dict[UUID, list[ExportPart]] = defaultdict(list)
    for piece in pieces:
        by_file[piece.customer_id].append(piece)
    whole = [of for of in by_file.values() if len(of) == of[0].pieces]
    if len(whole) < files or asked.private_key is None:
        return PartOut(state="pending", as_of=None, data=None)
    tables = [joined([piece.sealed for piece in of], private=asked.private_key) for of in whole]
    return PartOut(state="complete", as_of=_latest(pieces), data=_together(tables))


def _latest(pieces: list[ExportPart]) -> datetime:
    return max(piece.gathered_at for piece in pieces)


def _together(tables: list[dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """Of several files; a row that two of them lead to stands once."""
    joint: dict[str, list[Any]] = {}
    for part in tables:
        for name, rows in part.items():
            known = joint.setdefault(name, [])
            known += [row for row in rows if row not in known]
    return joint


async def _rows(session: AsyncSession, model: Any, shown: type[Shown], files: list[UUID]) -> list[Shown]:
    rows = await session.scalars(select(model).where(model.customer_id.in_(files)).order_by(model.id))
    return [shown.model_validate(row) for row in rows]


async def _timeline(session: AsyncSession, customer_id: UUID, language: Language) -> list[TimelineItem]:
    return [item(entry, language) for entry in await session.scalars(newest(history(customer_id)))]
