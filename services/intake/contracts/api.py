"""Routes of service contracts (api.md, Intake)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.contracts import usecases
from services.intake.contracts.models import Contract
from services.intake.contracts.schemas import ContractIn, ContractOut, ContractPatch


class ContractNotFound(NotFound):
    code = "contract_not_found"
    zh = "没有这份合同。"
    en = "There is no such contract."


router = Router(prefix="/contracts", tags=["contracts"])
Found = Annotated[Contract, found(Contract, param="contract_id", not_found=ContractNotFound)]
Locked = Annotated[Contract, locked(Contract, param="contract_id", not_found=ContractNotFound)]


@router.post("", status_code=201, dependencies=[may("contracts.register")])
async def sign_contract(body: ContractIn, edge: EdgeDep) -> ContractOut:
    contract = await usecases.sign_contract(session=edge.session, act=edge.act, details=body)
    edge.etag_of(contract)
    return ContractOut.model_validate(contract)


@router.get("", dependencies=[may("contracts.read")])
async def list_contracts(
    edge: EdgeDep,
    paging: PagingDep,
    status: Annotated[Literal["signed", "ending", "ended"] | None, Query()] = None,
    customer_id: Annotated[UUID | None, Query()] = None,
    unit_id: Annotated[UUID | None, Query()] = None,
) -> Page[ContractOut]:
    asked = {Contract.status: status, Contract.customer_id: customer_id}
    query = select(Contract).where(*(column == value for column, value in asked.items() if value is not None))
    if unit_id is not None:
        query = query.where(Contract.unit_ids.contains([unit_id]))
    return await page(edge, query, Contract, paging, ContractOut.model_validate)


@router.get("/{contract_id}", dependencies=[may("contracts.read")])
async def read_contract(contract: Found) -> ContractOut:
    return ContractOut.model_validate(contract)


@router.patch("/{contract_id}", dependencies=[may("contracts.change")])
async def change_contract(contract: Locked, body: ContractPatch, edge: EdgeDep) -> ContractOut:
    await usecases.change_contract(
        session=edge.session,
        act=edge.act,
        contract=contract,
        allowances=body.model_dump(exclude_unset=True),
    )
    return ContractOut.model_validate(contract)
