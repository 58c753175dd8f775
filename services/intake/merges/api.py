"""Routes that merge customer files and undo it (api.md, Intake; IN-11)."""

from typing import Annotated, Any

from fastapi import Query

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.customers.api import Found, Locked
from services.intake.customers.schemas import CustomerOut
from services.intake.merges import queries, usecases
from services.intake.merges.candidates import MergeCandidate, candidates
from services.intake.merges.schemas import CandidateOut, MergeIn, Merges


class CandidateNotFound(NotFound):
    code = "merge_suggestion_not_found"
    zh = "没有这条合并建议。"
    en = "There is no such suggestion."


router = Router(prefix="/customers", tags=["customers"])
suggestions = Router(prefix="/merge-suggestions", tags=["customers"])
_PAIR: dict[str, Any] = {"param": "merge_suggestion_id", "not_found": CandidateNotFound}
FoundPair = Annotated[MergeCandidate, found(MergeCandidate, **_PAIR)]
LockedPair = Annotated[MergeCandidate, locked(MergeCandidate, **_PAIR)]


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


@suggestions.get("", dependencies=[may("customers.read")])
async def list_suggestions(
    edge: EdgeDep, paging: PagingDep, dismissed: Annotated[bool, Query()] = False
) -> Page[CandidateOut]:
    """Pairs of files with the same number, or the same name and address, of all customers (IN-11)."""
    listed = await page(edge, candidates(dismissed=dismissed), MergeCandidate, paging, lambda pair: pair)
    shown = await queries.pairs(edge.session, listed.items)
    return Page(items=shown, next_cursor=listed.next_cursor)


@suggestions.get("/{merge_suggestion_id}", dependencies=[may("customers.read")])
async def read_suggestion(pair: FoundPair, edge: EdgeDep) -> CandidateOut:
    [shown] = await queries.pairs(edge.session, [pair])
    return shown


@suggestions.post("/{merge_suggestion_id}/dismiss", dependencies=[may("customers.merge")])
async def dismiss_suggestion(pair: LockedPair, edge: EdgeDep) -> CandidateOut:
    """They are two customers: it isn't suggested again."""
    await usecases.dismiss(session=edge.session, act=edge.act, pair=pair)
    [shown] = await queries.pairs(edge.session, [pair])
    return shown
