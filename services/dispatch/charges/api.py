"""Routes of charges (api.md, Dispatch; DI-12)."""

from typing import Annotated
from uuid import UUID

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.charges import queries, usecases
from services.dispatch.charges import schemas as s
from services.dispatch.charges.models import Charge
from services.dispatch.charges.refusals import ChargeNotFound
from services.dispatch.visits.resources import LockedVisit

router = Router(tags=["charges"])

_OF_A_CHARGE = {"param": "charge_id", "not_found": ChargeNotFound, "own": queries.own_charges}
Found = Annotated[Charge, found(Charge, **_OF_A_CHARGE)]
Locked = Annotated[Charge, locked(Charge, **_OF_A_CHARGE)]


@router.post("/visits/{visit_id}/charge", dependencies=[may("visits.charge")])
async def charge(visit: LockedVisit, body: s.ChargeIn, edge: EdgeDep) -> s.ChargeOut:
    """Small amounts are collected on site, others invoiced on the voucher. Answers the charge."""
    made = await usecases.charge(
        session=edge.session,
        act=edge.act,
        visit=visit,
        amount=body.asked,
        lines=[line.model_dump(mode="json") for line in body.lines],
        receipt_no=body.receipt_no,
        collector=body.collector,
        at=body.moment(visit, edge.act.now),
    )
    edge.etag_of(made)
    return s.ChargeOut.of(made)


@router.get("/charges", dependencies=[may("charges.read")])
async def list_charges(
    edge: EdgeDep,
    paging: PagingDep,
    ticket_id: UUID | None = None,
    visit_id: UUID | None = None,
    status: s.Status | None = None,
    handed_over: bool | None = None,
) -> Page[s.ChargeOut]:
    """`handed_over=false`: what technicians collected and finance lacks."""
    query = queries.charges(ticket_id=ticket_id, visit_id=visit_id, status=status, handed_over=handed_over)
    return await page(edge, query.where(edge.own(queries.own_charges)), Charge, paging, s.ChargeOut.of)


@router.get("/charges/{charge_id}", dependencies=[may("charges.read")])
async def read_charge(charge: Found) -> s.ChargeOut:
    return s.ChargeOut.of(charge)


@router.post("/charges/{charge_id}/hand-over", dependencies=[may("charges.hand_over")])
async def hand_over(charge: Locked, edge: EdgeDep) -> s.ChargeOut:
    """The technician gives finance what was collected on site."""
    await usecases.hand_over(session=edge.session, act=edge.act, charge=charge)
    return s.ChargeOut.of(charge)


@router.post("/charges/{charge_id}/receive", dependencies=[may("charges.receive")])
async def receive(charge: Locked, edge: EdgeDep) -> s.ChargeOut:
    """Finance confirms the money that was handed over."""
    await usecases.receive(session=edge.session, act=edge.act, charge=charge)
    return s.ChargeOut.of(charge)


@router.post("/charges/{charge_id}/invoice", dependencies=[may("charges.invoice")])
async def invoice(charge: Locked, body: s.InvoiceCharge, edge: EdgeDep) -> s.ChargeOut:
    """Of what was collected on site the invoice is mailed, today unless told."""
    await usecases.invoice(
        session=edge.session, act=edge.act, charge=charge, number=body.number, mailed_on=body.mailed_on
    )
    return s.ChargeOut.of(charge)


@router.post("/charges/{charge_id}/settle", dependencies=[may("charges.settle")])
async def settle(charge: Locked, body: s.SettleCharge, edge: EdgeDep) -> s.ChargeOut:
    """Against its receipt."""
    await usecases.settle(session=edge.session, act=edge.act, charge=charge, receipt_no=body.receipt_no)
    return s.ChargeOut.of(charge)
