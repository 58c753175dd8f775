"""Routes of decisions without a ticket, and of the packs in words (api.md, Intake)."""

from datetime import date
from typing import Annotated

from fastapi import Query

from libs.common.ids import site_date
from libs.common.policy.schemas import EntitlementAnswer, EntitlementQuestion, check
from libs.common.policy.shipped import shipped_packs
from libs.common.policy.wording import in_words
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.fields import Day
from libs.common.web.paging import Page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.entitlement.schemas import DecisionMade, Decisions, PolicyOut, PolicySeen
from services.intake.tickets.deciding import shown
from services.intake.tickets.loading import Found


class PackNotFound(NotFound):
    code = "pack_not_found"
    zh = "没有这个政策包。"
    en = "There is no such policy pack."


router = Router(tags=["entitlement"])
On = Annotated[Day | None, Query(description="day of purchase; today when left out")]


@router.post("/entitlements/check", dependencies=[may("entitlements.check")])
async def check_entitlement(body: EntitlementQuestion, edge: EdgeDep) -> EntitlementAnswer:
    return check(shipped_packs(), body, today=site_date(edge.act.now), language=edge.act.language)


@router.get("/tickets/{ticket_id}/entitlements", dependencies=[may("tickets.read")])
async def list_decisions(ticket: Found, edge: EdgeDep) -> Decisions:
    """As they were made, the one that holds first; a new version of a pack changes none of them (PO-17)."""
    first, *later = [*ticket.earlier_entitlements, ticket.entitlement]
    made = [*reversed(later), {"decided_at": ticket.opened_at} | first]
    told = (shown(decision, edge.act.language) for decision in made)
    return Decisions(items=[DecisionMade.model_validate(decision) for decision in told])


@router.get("/policies", dependencies=[may("policies.read")])
async def list_policies(edge: EdgeDep, on: On = None) -> Page[PolicySeen]:
    packs = shipped_packs().all(_day(edge, on))
    return Page(items=[PolicySeen.model_validate(in_words(pack, edge.act.language)) for pack in packs])


@router.get("/policies/{pack}", dependencies=[may("policies.read")])
async def read_policy(pack: str, edge: EdgeDep, on: On = None) -> PolicyOut:
    """The pack in words, as it holds for what was bought on that day."""
    try:
        found = shipped_packs().named(pack, _day(edge, on))
    except KeyError:
        raise PackNotFound from None
    return PolicyOut.model_validate(in_words(found, edge.act.language))


def _day(edge: Edge, on: date | None) -> date:
    return on or site_date(edge.act.now)
