"""Routes of imports (IN-14; api.md, Intake)."""

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy import select

from libs.common.web import idempotency
from libs.common.web.edge import EdgeDep
from libs.common.web.idempotency import Claim
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may, raw_body
from libs.common.web.routing import Router
from libs.common.web.uploads import Upload
from services.intake.imports import errors, usecases
from services.intake.imports.columns import Kind
from services.intake.imports.limits import limits
from services.intake.imports.models import Import
from services.intake.imports.openapi import ERRORS, UPLOAD
from services.intake.imports.receiving import Receiving
from services.intake.imports.refusals import ImportNotFound, Stalled
from services.intake.imports.schemas import ImportOut, Status

router = Router(prefix="/imports", tags=["imports"])
Found = Annotated[Import, found(Import, param="import_id", not_found=ImportNotFound)]
Locked = Annotated[Import, locked(Import, param="import_id", not_found=ImportNotFound)]


@router.post(
    "", status_code=201, response_model=ImportOut, dependencies=[may("imports.run"), raw_body], **UPLOAD
)
async def upload_file(
    request: Request, edge: EdgeDep, kind: Annotated[Kind | None, Query()] = None
) -> Response:
    """A file of customers, units, contracts or old tickets: checked, then made visible by the worker.

    Whatever is wrong with the file as a whole is refused here; faults of single rows are in `/errors`.
    """
    upload = Upload(request, file="file", limit=limits().file_bytes)
    query = {"kind": kind} if kind else {}
    receiving = Receiving(upload, database=edge.database, act=edge.act, query=query)
    try:
        table = await receiving.stage()
        claim = Claim.of(request, edge.act.actor.subject, receiving.digest)
        if claim and (first := await idempotency.first_answer(edge.session, claim)):
            await receiving.leave_nothing()
            return first
        begun = await receiving.finish(edge.session, table)
    except Exception as failure:
        await receiving.leave_nothing()
        if not isinstance(failure, Stalled):
            await upload.drain()
        raise
    response = Response(
        ImportOut.model_validate(begun).model_dump_json(), status_code=201, media_type="application/json"
    )
    response.headers["Location"] = f"{request.scope['path']}/{begun.id}"
    edge.etag_of(begun)
    if claim:
        await idempotency.keep(edge.session, [(claim, response)])
    return response


@router.get("", dependencies=[may("imports.read")])
async def list_imports(
    edge: EdgeDep,
    paging: PagingDep,
    kind: Annotated[Kind | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
) -> Page[ImportOut]:
    asked = {Import.kind: kind, Import.status: status}
    query = select(Import).where(*(column == value for column, value in asked.items() if value is not None))
    return await page(edge, query, Import, paging, ImportOut.model_validate)


@router.get("/{import_id}", dependencies=[may("imports.read")])
async def read_import(import_: Found) -> ImportOut:
    return ImportOut.model_validate(import_)


@router.get("/{import_id}/errors", response_class=Response, dependencies=[may("imports.read")], **ERRORS)
async def read_errors(request: Request, import_: Found, edge: EdgeDep) -> Response:
    """Each fault with its row, column and code, in zh and en; CSV unless Accept wants XLSX or NDJSON."""
    return errors.response(edge, import_, accept=request.headers.get("accept", ""))


@router.post("/{import_id}/stop", dependencies=[may("imports.run")])
async def stop_import(import_: Locked, edge: EdgeDep) -> ImportOut:
    """After the chunk that is at work; what is visible stays."""
    return ImportOut.model_validate(await usecases.stop(session=edge.session, act=edge.act, found=import_))


@router.post("/{import_id}/resume", dependencies=[may("imports.run")])
async def resume_import(import_: Locked, edge: EdgeDep) -> ImportOut:
    """Goes on where it was stopped; of one that was only checked the valid rows become visible."""
    return ImportOut.model_validate(await usecases.resume(session=edge.session, act=edge.act, found=import_))


@router.post("/{import_id}/undo", dependencies=[may("imports.run")])
async def undo_import(import_: Locked, edge: EdgeDep) -> ImportOut:
    """Throws away what is not visible yet; afterwards it can only be resumed."""
    return ImportOut.model_validate(await usecases.undo(session=edge.session, act=edge.act, found=import_))
