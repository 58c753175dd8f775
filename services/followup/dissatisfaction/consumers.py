"""Which case complaints registered for a dissatisfaction (FU-02: linked)."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.database import HELD
from libs.common.events.complaints import ComplaintRegistered
from libs.common.events.envelope import Received
from libs.common.record import record
from services.followup.dissatisfaction.models import Dissatisfaction

dissatisfaction = Consumer("followup.dissatisfaction")


@dissatisfaction.on(ComplaintRegistered)
async def link_case(event: Received[ComplaintRegistered], *, session: AsyncSession, act: Act) -> None:
    """Known by the moment it was voiced, which complaints takes over, and by whom it is about."""
    query = select(Dissatisfaction).where(
        Dissatisfaction.reported_at == event.data.received_at,
        Dissatisfaction.ticket_id.is_not_distinct_from(event.data.ticket_id),
        func.coalesce(Dissatisfaction.first_customer_id, Dissatisfaction.customer_id).is_not_distinct_from(
            event.data.customer_id
        ),
        Dissatisfaction.complaint_id.is_(None),
    )
    reported = (await session.scalars(query.limit(1).with_for_update(**HELD))).first()
    if reported is not None:
        reported.complaint_id = event.subject
        await record(session, act=act, aggregate=reported, verb="link", correlation=reported.ticket_id)
