"""Routes of units and benefits (api.md, Intake)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import select, true

from libs.common.policy.texts import plain
from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import Forbidden, NotFound
from libs.common.web.routing import Router
from services.intake.customers.usecases import lock_customer
from services.intake.units import benefits, usecases
from services.intake.units.models import Unit
from services.intake.units.queries import bears_or_bore
from services.intake.units.refusals import require_after_purchase
from services.intake.units.schemas import (
    AppraisalIn,
    BenefitIn,
    BenefitOut,
    ComponentIn,
    RegisterUnit,
    UnitOut,
    UnitPatch,
)


class UnitNotFound(NotFound):
    code = "unit_not_found"
    zh = "没有这台产品。"
    en = "There is no such unit."


class NotForSales(Forbidden):
    code = "not_for_sales"
    zh = "营销只能登记售前已说明收费标准。"
    en = "Sales tells only whether the prices were explained at the sale."


router = Router(tags=["units"])
Found = Annotated[Unit, found(Unit, param="unit_id", not_found=UnitNotFound)]
Locked = Annotated[Unit, locked(Unit, param="unit_id", not_found=UnitNotFound)]
LockedForChange = Annotated[
    Unit, locked(Unit, param="unit_id", not_found=UnitNotFound, own=lambda _actor: true())
]
_SALES_OWN = {"prices_explained"}
"""What of any unit is sales' own to tell."""


@router.post("/units", status_code=201, dependencies=[may("units.register")])
async def register_unit(body: RegisterUnit, edge: EdgeDep) -> UnitOut:
    customer = await lock_customer(session=edge.session, customer_id=body.customer_id)
    unit = await usecases.register_unit(session=edge.session, act=edge.act, customer=customer, details=body)
    edge.etag_of(unit)
    return UnitOut.model_validate(unit)


@router.get("/units", dependencies=[may("units.read")])
async def list_units(
    edge: EdgeDep,
    paging: PagingDep,
    serial: Annotated[str | None, Query(max_length=200)] = None,
    customer_id: Annotated[UUID | None, Query()] = None,
) -> Page[UnitOut]:
    """`serial`, however written, finds a unit also by that of a piece that was exchanged since (PO-11)."""
    query = select(Unit)
    if serial is not None:
        query = query.where(bears_or_bore(serial))
    if customer_id is not None:
        query = query.where(Unit.customer_id == customer_id)
    return await page(edge, query, Unit, paging, UnitOut.model_validate)


@router.get("/units/{unit_id}", dependencies=[may("units.read")])
async def read_unit(unit: Found) -> UnitOut:
    return UnitOut.model_validate(unit)


@router.patch("/units/{unit_id}", dependencies=[may("units.change")])
async def change_unit(unit: LockedForChange, body: UnitPatch, edge: EdgeDep) -> UnitOut:
    """Sales tells here that it explained the prices at the sale, and nothing else (DI-12)."""
    if edge.reach == "own" and not body.model_fields_set <= _SALES_OWN:
        raise NotForSales
    await usecases.change_unit(session=edge.session, act=edge.act, unit=unit, changes=body)
    return UnitOut.model_validate(unit)


@router.post("/units/{unit_id}/components", dependencies=[may("units.replace_component")])
async def replace_component(unit: Locked, body: ComponentIn, edge: EdgeDep) -> UnitOut:
    """A component was replaced elsewhere: its own clock begins (PO-11)."""
    require_after_purchase(unit, body.replaced_on, "/replaced_on")
    await usecases.replace_component(
        session=edge.session,
        act=edge.act,
        unit=unit,
        component=body.name,
        replaced_on=body.replaced_on,
    )
    return UnitOut.model_validate(unit)


@router.post("/units/{unit_id}/appraisals", dependencies=[may("units.appraise")])
async def appraise_unit(unit: Locked, body: AppraisalIn, edge: EdgeDep) -> UnitOut:
    await usecases.appraise(
        session=edge.session,
        act=edge.act,
        unit=unit,
        outlet=body.outlet,
        customer_caused=body.customer_caused,
        text=body.text,
        at=body.at or edge.act.now,
    )
    return UnitOut.model_validate(unit)


@router.post("/benefits", dependencies=[may("benefits.use")])
async def use_benefit(body: BenefitIn, edge: EdgeDep) -> BenefitOut:
    """Counted by household; refused where the pack gives none for this unit or without the card (PO-16)."""
    used, share = await benefits.use_benefit(
        session=edge.session,
        act=edge.act,
        unit_id=body.unit_id,
        address=body.address,
        benefit=body.benefit,
    )
    return BenefitOut(used=used, share=plain(share))
