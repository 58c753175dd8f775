"""Complaints that other services heard become cases (IN-10, FU-02), which go with their customer (IN-11)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.envelope import Received
from libs.common.events.followup import DissatisfactionReported
from libs.common.events.intake import ComplaintVoiced, CustomersMerged, CustomersUnmerged
from libs.common.ids import derived_id
from services.complaints.cases.usecases.follow import follow_customer
from services.complaints.cases.usecases.register import Complaint, register_case

cases = Consumer("complaints.cases")

_NO_DEMAND = "—"


@cases.on(ComplaintVoiced)
async def open_voiced(event: Received[ComplaintVoiced], *, session: AsyncSession, act: Act) -> None:
    """A contact of kind complaint; what the customer demands is asked later."""
    data = event.data
    complaint = Complaint(
        id=data.case_id or derived_id(event.id, "case"),
        channel=data.channel,
        demand=_NO_DEMAND,
        text=data.text,
        received_at=data.occurred_at,
        customer_id=data.customer_id,
        ticket_id=data.ticket_id,
    )
    await register_case(session=session, act=act, complaint=complaint)


@cases.on(DissatisfactionReported)
async def open_dissatisfaction(
    event: Received[DissatisfactionReported], *, session: AsyncSession, act: Act
) -> None:
    """A "poor" or words of complaint; poor arrival is conduct cause ③, for the verdict to uphold (CO-03)."""
    data = event.data
    late = "arrival" in data.poor
    technician = str(data.technician_id) if data.technician_id else None
    complaint = Complaint(
        id=derived_id(event.id, "case"),
        channel="survey" if data.source == "survey" else "phone",
        demand=_NO_DEMAND,
        text=data.text or f"poor: {', '.join(data.poor)}",
        received_at=data.reported_at,
        customer_id=data.customer_id,
        ticket_id=data.ticket_id,
        complaint_class="conduct" if late else "other",
        conduct_cause="not_in_time" if late else None,
        conduct_person=(data.user or technician) if late else None,
        cause_code="late" if late else None,
        about_case=data.case_id,
    )
    await register_case(session=session, act=act, complaint=complaint)


@cases.on(CustomersMerged)
async def follow_merge(event: Received[CustomersMerged], *, session: AsyncSession, act: Act) -> None:
    await follow_customer(session=session, act=act, customer_id=event.subject, survivor=event.data.into)


@cases.on(CustomersUnmerged)
async def follow_unmerge(event: Received[CustomersUnmerged], *, session: AsyncSession, act: Act) -> None:
    await follow_customer(session=session, act=act, customer_id=event.subject, survivor=None)
