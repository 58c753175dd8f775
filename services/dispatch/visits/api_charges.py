"""Routes of charges (api.md, Dispatch; DI-12)."""

from uuid import UUID

from libs.common.web.edge import EdgeDep
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.visits import charging, queries
from services.dispatch.visits import schemas_charges as s
from services.dispatch.visits.models import Charge
from services.dispatch.visits.resources import FoundCharge, LockedCharge, LockedVisit

router = Router(tags=["charges"])


@router.post("/visits/{visit_id}/charge", dependencies=[may("visits.charge")])
async def charge(visit: LockedVisit, body: s.ChargeIn, edge: EdgeDep) -> s.ChargeOut:
    """Small amounts are collected on site, others invoiced on the voucher. Answers the charge."""
    made = await charging.charge(
        session=edge.session,
        act=edge.act,
        visit=visit,
        amount=body.amount,
        lines=[line.model_dump(mode="json") for line in body.lines],
        receipt_no=body.receipt_no,
        collector=body.collector,
        at=body.moment(visit, edge.act.now),
    )
    edge.etag_of(made)
    return s.ChargeOut.of(made)


@router.get("/charges", dependencies=[may("charges.read")])
async def list_charges(
    edge: EdgeDep, paging: PagingDep, ticket_id: UUID | None = None, visit_id: UUID | None = None
) -> Page[s.ChargeOut]:
    query = queries.charges(ticket_id=ticket_id, visit_id=visit_id)
    return await page(edge, query.where(edge.own(queries.own_charges)), Charge, paging, s.ChargeOut.of)


@router.get("/charges/{charge_id}", dependencies=[may("charges.read")])
async def read_charge(charge: FoundCharge) -> s.ChargeOut:
    return s.ChargeOut.of(charge)


@router.post("/charges/{charge_id}/invoice", dependencies=[may("charges.invoice")])
async def invoice(charge: LockedCharge, body: s.InvoiceCharge, edge: EdgeDep) -> s.ChargeOut:
    await charging.invoice(session=edge.session, act=edge.act, charge=charge, number=body.number)
    return s.ChargeOut.of(charge)


@router.post("/charges/{charge_id}/settle", dependencies=[may("charges.settle")])
async def settle(charge: LockedCharge, body: s.SettleCharge, edge: EdgeDep) -> s.ChargeOut:
    """Against its receipt."""
    await charging.settle(session=edge.session, act=edge.act, charge=charge, receipt_no=body.receipt_no)
    return s.ChargeOut.of(charge)
