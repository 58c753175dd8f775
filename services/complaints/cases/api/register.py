from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.web.edge import EdgeDep
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.complaints.cases.loading import FoundCase, HandledCase
from services.complaints.cases.models import Case
from services.complaints.cases.queries import cases, whole_case
from services.complaints.cases.registration import ChangeComplaint, RegisterComplaint
from services.complaints.cases.shown import CaseOut, CaseRow
from services.complaints.cases.usecases.handle import keep
from services.complaints.cases.usecases.register import Complaint, register_case
from services.complaints.cases.values import Class, SalesOpinion, Severity, Status
from services.complaints.policy import cause_named

router = Router(prefix="/complaints", tags=["complaints"])


@router.post("", status_code=201, dependencies=[may("complaints.register")])
async def register_complaint(body: RegisterComplaint, edge: EdgeDep) -> CaseOut:
    """CO-01; gets its form number (CO-02)."""
    facts = body.given() | _opinion(body.sales_opinion, edge.act)
    facts.setdefault("complaint_class", "conduct" if body.conduct_cause else "other")
    complaint = Complaint(
        id=new_id(),
        channel=body.channel,
        received_at=body.received_at or edge.act.now,
        customer=body.customer.model_dump(mode="json", exclude_none=True),
        customer_id=body.customer.file_id,
        **facts,
    )
    case = await register_case(session=edge.session, act=edge.act, complaint=complaint)
    edge.etag_of(case)
    return await whole_case(edge.session, case, act=edge.act)


@router.get("", dependencies=[may("complaints.read")])
async def list_complaints(
    edge: EdgeDep,
    paging: PagingDep,
    ticket_id: Annotated[UUID | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    of_class: Annotated[Class | None, Query(alias="class")] = None,
    severity: Annotated[Severity | None, Query()] = None,
) -> Page[CaseRow]:
    query = cases(ticket_id=ticket_id, status=status, of_class=of_class, severity=severity)
    return await page(edge, query, Case, paging, CaseRow.model_validate)


@router.get("/{case_id}", dependencies=[may("complaints.read")])
async def read_complaint(case: FoundCase, edge: EdgeDep) -> CaseOut:
    return await whole_case(edge.session, case, act=edge.act)


@router.patch("/{case_id}", dependencies=[may("complaints.change")])
async def change_complaint(case: HandledCase, body: ChangeComplaint, edge: EdgeDep) -> CaseOut:
    """Sales adds its signed opinion here (CO-01); one that becomes serious goes to the deputy GM (CO-04).

    `ticket_id` links the case to its ticket (IN-10).
    """
    fields = body.given() | _opinion(body.sales_opinion, edge.act)
    if body.cause_code:
        fields["cause_code"] = cause_named(body.cause_code, now=edge.act.now)
    events = case.change(fields, act=edge.act)
    await keep(session=edge.session, act=edge.act, case=case, verb="change", events=events)
    return await whole_case(edge.session, case, act=edge.act)


def _opinion(text: str | None, act: Act) -> dict[str, Any]:
    if text is None:
        return {}
    signed = act.actor.has("sales", "sales_vp")
    return {"sales_opinion": SalesOpinion(by=act.actor.subject, at=act.now, text=text, signed=signed)}
