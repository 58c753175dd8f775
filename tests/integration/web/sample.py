"""A small service as rooms write them: notes that can be written, read, closed."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Request, UploadFile
from sqlalchemy import ColumnElement, MetaData, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from libs.common.act import Actor
from libs.common.database import COLUMN_TYPES, Aggregate, service_metadata
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import At, Day, In, Lat, Out, Text
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import body_limit, may, open_to_all, raw_body
from libs.common.web.problems import NotFound, Refusal
from libs.common.web.routing import Router
from libs.common.web.streaming import TwoWayStream


class Base(DeclarativeBase):
    metadata: ClassVar[MetaData] = service_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = COLUMN_TYPES


class Note(Aggregate, Base):
    __tablename__ = "notes"

    text: Mapped[str]
    writer: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=False)


class NoteNotFound(NotFound):
    code = "note_not_found"
    zh = "没有这条记录。"
    en = "There is no such note."


class NoteClosed(Refusal):
    code = "note_closed"
    zh = "记录“{text}”已关闭。"
    en = "The note “{text}” is closed."


class WriteNote(In):
    text: Text
    at: At = None
    day: Day | None = None
    lat: Lat | None = None
    count: int = 1
    amounts: tuple[Decimal, ...] = ()


class NoteOut(Out):
    id: UUID
    text: str
    closed: bool
    lat: float | None = None


class Imported(Out):
    name: str
    size: int


def own(actor: Actor) -> ColumnElement[bool]:
    return Note.writer == actor.subject


FoundNote = Annotated[Note, found(Note, param="note_id", not_found=NoteNotFound, own=own)]
LockedNote = Annotated[Note, locked(Note, param="note_id", not_found=NoteNotFound, own=own)]

router = Router(prefix="/notes", tags=["notes"])


@router.post("", status_code=201, dependencies=[may("tickets.open")])
async def write_note(body: WriteNote, edge: EdgeDep) -> NoteOut:
    note = Note(id=new_id(), text=body.text, writer=edge.act.actor.subject)
    edge.session.add(note)
    await record(edge.session, act=edge.act, aggregate=note, verb="write")
    edge.etag_of(note)
    return NoteOut.model_validate(note)


@router.get("", dependencies=[may("tickets.read")])
async def list_notes(edge: EdgeDep, paging: PagingDep, text: str | None = None) -> Page[NoteOut]:
    query = select(Note).where(Note.text == text) if text else select(Note)
    return await page(edge, query, Note, paging, NoteOut.model_validate)


@router.get("/{note_id}", dependencies=[may("tickets.read")])
async def read_note(note: FoundNote) -> NoteOut:
    return NoteOut.model_validate(note)


@router.post("/{note_id}/close", dependencies=[may("tickets.close")])
async def close_note(note: LockedNote, edge: EdgeDep) -> NoteOut:
    if note.closed:
        raise NoteClosed(text=note.text)
    note.closed = True
    await record(edge.session, act=edge.act, aggregate=note, verb="close")
    return NoteOut.model_validate(note)


@router.post("/import", dependencies=[may("imports.run"), body_limit(1000)])
async def import_notes(file: UploadFile) -> Imported:
    content = await file.read()
    return Imported(name=file.filename or "", size=len(content))


@router.post("/stream", dependencies=[may("imports.run"), raw_body])
async def stream_notes(request: Request) -> TwoWayStream:
    async def answers() -> AsyncIterator[bytes]:
        async for piece in request.stream():
            yield b"%d\n" % len(piece)

    return TwoWayStream(answers(), media_type="application/x-ndjson")


@router.post("/late", dependencies=[open_to_all])
async def use_the_session_too_late(edge: EdgeDep) -> TwoWayStream:
    async def answers() -> AsyncIterator[bytes]:
        await edge.session.execute(text("SELECT 1"))
        yield b"never"

    return TwoWayStream(answers(), media_type="text/plain")


@router.post("/boom/{kind}", dependencies=[open_to_all])
async def boom(kind: str, edge: EdgeDep) -> None:
    if kind == "bug":
        raise ZeroDivisionError("a secret name")
    await edge.session.execute(text(kind))


work_orders = Router(prefix="/work-orders")


@work_orders.get("", dependencies=[may("work_orders.read")])
async def list_own(edge: EdgeDep, paging: PagingDep) -> Page[NoteOut]:
    return await page(edge, select(Note).where(edge.own(own)), Note, paging, NoteOut.model_validate)


@work_orders.get("/{note_id}", dependencies=[may("work_orders.read")])
async def read_own(note: FoundNote) -> NoteOut:
    return NoteOut.model_validate(note)


@work_orders.get("/{note_id}/visit", dependencies=[may("visits.read")])
async def read_visit(note: FoundNote) -> NoteOut:
    return NoteOut.model_validate(note)


@work_orders.get("/{note_id}/partner", dependencies=[may("work_orders.read")])
async def who_asks(edge: EdgeDep, note_id: UUID) -> NoteOut:
    told = await edge.session.scalar(text("SELECT current_setting('aftercare.partner_id', true)"))
    return NoteOut(id=note_id, text=told or "", closed=False)


DDL = (
    "CREATE TABLE notes (id uuid PRIMARY KEY, version int NOT NULL, salt bytea, text text NOT NULL,"
    " writer text NOT NULL, closed bool NOT NULL)"
)
