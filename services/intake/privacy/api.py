"""Routes of what concerns the person behind a customer file (api.md, Intake; IN-12)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.customers.api import Found, Locked
from services.intake.privacy import calling, erasing, exporting, showing
from services.intake.privacy.models import Caller, Disclosure, Reveal
from services.intake.privacy.schemas import (
    CalledOn,
    DisclosureIn,
    DisclosureOut,
    EraseIn,
    ErasureOut,
    ExportOut,
    Revealed,
    RevealIn,
    RevealOut,
)

router = Router(tags=["privacy"])
FoundVisit = Annotated[
    Caller,
    found(Caller, param="visit_id", not_found=calling.VisitNotFound, own=calling.own_visits),
]
Who = Annotated[UUID | None, Query()]


@router.post("/customers/{customer_id}/reveal", dependencies=[may("customers.reveal")])
async def reveal(customer: Found, body: RevealIn, edge: EdgeDep) -> Revealed:
    """A value that this role sees masked, for a reason that goes on record with who asked."""
    return await showing.reveal(session=edge.session, act=edge.act, customer=customer, asked=body)


@router.get("/reveals", dependencies=[may("reveals.read")])
async def list_reveals(
    edge: EdgeDep,
    paging: PagingDep,
    customer_id: Who = None,
    by: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
) -> Page[RevealOut]:
    """Who was shown what, and why."""
    asked = {Reveal.customer_id: customer_id, Reveal.revealed_by: by}
    query = select(Reveal).where(*(column == value for column, value in asked.items() if value is not None))
    return await page(edge, query, Reveal, paging, RevealOut.model_validate)


@router.post(
    "/customers/{customer_id}/disclosures", status_code=201, dependencies=[may("customers.disclose")]
)
async def disclose(customer: Found, body: DisclosureIn, edge: EdgeDep) -> DisclosureOut:
    """Data leave the company: to whom, which, with consent or on what legal ground."""
    disclosure = await showing.disclose(session=edge.session, act=edge.act, customer=customer, details=body)
    edge.etag_of(disclosure)
    return DisclosureOut.model_validate(disclosure)


@router.get("/customers/{customer_id}/disclosures", dependencies=[may("disclosures.read")])
async def list_disclosures(customer: Found, edge: EdgeDep, paging: PagingDep) -> Page[DisclosureOut]:
    query = select(Disclosure).where(Disclosure.customer_id == customer.id)
    return await page(edge, query, Disclosure, paging, DisclosureOut.model_validate)


@router.get("/disclosures", dependencies=[may("disclosures.read")])
async def all_disclosures(edge: EdgeDep, paging: PagingDep, customer_id: Who = None) -> Page[DisclosureOut]:
    query = select(Disclosure)
    if customer_id is not None:
        query = query.where(Disclosure.customer_id == customer_id)
    return await page(edge, query, Disclosure, paging, DisclosureOut.model_validate)


@router.get("/customers/{customer_id}/export", dependencies=[may("customers.export")])
async def export(customer: Found, edge: EdgeDep) -> ExportOut:
    """Everything held on the person, in all services.

    The first call asks the other services, who answer within seconds: until then their parts are `pending`,
    and the same call a moment later has them. Asking is on record.
    """
    asked = await exporting.export(session=edge.session, act=edge.act, customer=customer)
    edge.headers["Cache-Control"] = "no-store"
    if not asked.complete:
        edge.headers["Retry-After"] = "1"
    return asked


@router.post("/customers/{customer_id}/erase", dependencies=[may("customers.erase")])
async def erase(customer: Locked, body: EraseIn, edge: EdgeDep) -> ErasureOut:
    """The person is taken out of everything here and, within seconds, in the other services.

    Ids, goods, decisions and accounts stay. 409 `tickets_open`, `complaint_open` while the data are needed.
    """
    return await erasing.erase(session=edge.session, act=edge.act, customer=customer, reason=body.reason)


@router.get("/customers/{customer_id}/erasure", dependencies=[may("customers.read")])
async def read_erasure(customer: Found, edge: EdgeDep) -> ErasureOut:
    """How far an erasure has come. 404 `not_erased` where there was none."""
    return await erasing.erasure_of(session=edge.session, customer=customer)


@router.get("/visits/{visit_id}/customer", dependencies=[may("visits.read_customer")])
async def read_called_on(visit: FoundVisit, edge: EdgeDep) -> CalledOn:
    """Whom the technician calls on, until the visit is over."""
    return await calling.called_on(session=edge.session, visit=visit)
