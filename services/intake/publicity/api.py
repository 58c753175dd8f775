"""Routes of publicity material (PO-05)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.publicity import usecases
from services.intake.publicity.models import PublicityIssue, PublicityMaterial
from services.intake.publicity.schemas import (
    IssueMaterial,
    IssueOut,
    MaterialIn,
    MaterialOut,
    MaterialPatch,
    ReceiveMaterial,
)


class MaterialNotFound(NotFound):
    code = "publicity_material_not_found"
    zh = "没有这种宣传用品。"
    en = "There is no such publicity material."


router = Router(prefix="/publicity-materials", tags=["publicity"])
_NAMED: dict[str, Any] = {"param": "material_id", "not_found": MaterialNotFound}
Found = Annotated[PublicityMaterial, found(PublicityMaterial, **_NAMED)]
Locked = Annotated[PublicityMaterial, locked(PublicityMaterial, **_NAMED)]


@router.post("", status_code=201, dependencies=[may("publicity_materials.register")])
async def register_material(body: MaterialIn, edge: EdgeDep) -> MaterialOut:
    material = await usecases.register_material(session=edge.session, act=edge.act, **body.model_dump())
    edge.etag_of(material)
    return MaterialOut.model_validate(material)


@router.get("", dependencies=[may("publicity_materials.read")])
async def list_materials(edge: EdgeDep, paging: PagingDep) -> Page[MaterialOut]:
    query = select(PublicityMaterial)
    return await page(edge, query, PublicityMaterial, paging, MaterialOut.model_validate)


@router.get("/{material_id}", dependencies=[may("publicity_materials.read")])
async def read_material(material: Found) -> MaterialOut:
    return MaterialOut.model_validate(material)


@router.patch("/{material_id}", dependencies=[may("publicity_materials.change")])
async def change_material(material: Locked, body: MaterialPatch, edge: EdgeDep) -> MaterialOut:
    if body.name is not None:
        await usecases.rename_material(session=edge.session, act=edge.act, material=material, name=body.name)
    return MaterialOut.model_validate(material)


@router.post("/{material_id}/receive", dependencies=[may("publicity_materials.receive")])
async def receive_material(material: Locked, body: ReceiveMaterial, edge: EdgeDep) -> MaterialOut:
    await usecases.receive_material(
        session=edge.session, act=edge.act, material=material, quantity=body.quantity
    )
    return MaterialOut.model_validate(material)


@router.post("/{material_id}/issue", dependencies=[may("publicity_materials.issue")])
async def issue_material(material: Locked, body: IssueMaterial, edge: EdgeDep) -> MaterialOut:
    """To whom, how much and on which ticket; never more than there is."""
    await usecases.issue_material(session=edge.session, act=edge.act, material=material, **body.model_dump())
    return MaterialOut.model_validate(material)


@router.get("/{material_id}/issues", dependencies=[may("publicity_materials.read")])
async def list_issues(
    material: Found,
    edge: EdgeDep,
    paging: PagingDep,
    ticket_id: Annotated[UUID | None, Query()] = None,
) -> Page[IssueOut]:
    query = select(PublicityIssue).where(PublicityIssue.material_id == material.id)
    if ticket_id is not None:
        query = query.where(PublicityIssue.ticket_id == ticket_id)
    return await page(edge, query, PublicityIssue, paging, IssueOut.model_validate)
