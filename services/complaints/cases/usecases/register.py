"""A complaint becomes a numbered case, whatever way it came (CO-01, IN-10)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from services.complaints.cases.models import Case
from services.complaints.cases.usecases.handle import expect_answer, keep
from services.complaints.cases.values import Class, ConductCause, SalesOpinion, Severity
from services.complaints.numbers import next_number
from services.complaints.policy import cause_named
from services.complaints.tickets.queries import find_technician, only_technician_of


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What is known when the customer complains."""

    id: UUID
    channel: str
    demand: str
    text: str
    received_at: datetime
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    customer: dict[str, Any] = field(default_factory=dict)
    complaint_class: Class = "other"
    conduct_cause: ConductCause | None = None
    conduct_person: str | None = None
    cause_code: str | None = None
    severity: Severity = "minor"
    order: dict[str, Any] | None = None
    product: dict[str, Any] | None = None
    samples: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    sales_opinion: SalesOpinion | None = None
    about_case: UUID | None = None


async def register_case(*, session: AsyncSession, act: Act, complaint: Complaint) -> Case:
    """Numbered and watched: unresolved for too long, its department is chased (CO-02, IN-07)."""
    details = vars(complaint) | {
        "conduct_person": await person_named(session, complaint.conduct_person),
        "cause_code": cause_named(complaint.cause_code, now=act.now),
    }
    case = Case(
        **details,
        form_no=await next_number(session, "CF", now=act.now),
        status="registered",
        registered_at=act.now,
        registered_by=act.actor.subject,
    )
    session.add(case)
    await expect_answer(session=session, act=act, case=case)
    return await keep(session=session, act=act, case=case, verb="register", events=case.registered(act=act))


async def person_named(session: AsyncSession, person: str | None) -> str | None:
    """The sign-in name where `person` is a technician's id that is known; else as given."""
    technician = await find_technician(session, person) if person else None
    return technician.user_name if technician else person


async def person_complained_of(session: AsyncSession, case: Case) -> str | None:
    """Whom the case names, else the one technician who went to the ticket's customer."""
    if case.conduct_person or case.ticket_id is None:
        return await person_named(session, case.conduct_person)
    technician_id = await only_technician_of(session, case.ticket_id)
    return await person_named(session, str(technician_id)) if technician_id else None
