"""Routes that merge customer files and undo it (api.md, Intake; IN-11)."""

from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.intake.customers.api import Found, Locked
from services.intake.customers.schemas import CustomerOut
from services.intake.merges import queries, usecases
from services.intake.merges.schemas import MergeIn, Merges

router = Router(prefix="/customers", tags=["customers"])


@router.post("/{customer_id}/merge", dependencies=[may("customers.merge")])
async def merge_customers(customer: Locked, body: MergeIn, edge: EdgeDep) -> CustomerOut:
    """The file in the body becomes part of this one, with all that it owns; both histories stay (IN-11).

    Where both say something this one's word stands; what only the other says is added.
    """
    await usecases.merge_customers(
        session=edge.session, act=edge.act, survivor=customer, merged_id=body.customer_id
    )
    return CustomerOut.model_validate(customer)


@router.post("/{customer_id}/unmerge", dependencies=[may("customers.merge")])
async def unmerge_customers(customer: Locked, body: MergeIn, edge: EdgeDep) -> CustomerOut:
    """They were two after all: what came with the file in the body goes back to it, with what came of it."""
    await usecases.unmerge_customers(
        session=edge.session, act=edge.act, survivor=customer, merged_id=body.customer_id
    )
    return CustomerOut.model_validate(customer)


@router.get("/{customer_id}/merges", dependencies=[may("customers.read")])
async def list_merges(customer: Found, edge: EdgeDep) -> Merges:
    return Merges(items=await queries.merges_into(edge.session, customer.id))
