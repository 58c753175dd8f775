"""The other services' answers: their part of an export, and that they have erased (IN-12)."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events import complaints, dispatch, followup
from libs.common.events.envelope import Received
from libs.common.events.privacy import Erased, Gathered
from services.intake.privacy.calling import keep_caller
from services.intake.privacy.erasing import note_erased
from services.intake.privacy.models import CustomerExport, Erasure, ExportPart

privacy = Consumer("intake.privacy")


@privacy.on_batch(
    dispatch.PersonalDataGathered, complaints.PersonalDataGathered, followup.PersonalDataGathered
)
async def keep_parts(events: Sequence[Received[Gathered]], *, session: AsyncSession) -> None:
    """Sealed as they came; what has no key any more is of no use to anybody."""
    for event in events:
        asked = await session.get(CustomerExport, event.data.export_id)
        if asked is not None and asked.private_key is not None:
            await session.execute(insert(ExportPart).values(_part(event)).on_conflict_do_nothing())


@privacy.on_batch(dispatch.PersonalDataErased, complaints.PersonalDataErased, followup.PersonalDataErased)
async def erased_there(events: Sequence[Received[Erased]], *, session: AsyncSession) -> None:
    for event in events:
        told = event.data
        done = Erasure.values(told.customer_id, told.topic.owner, event.time, told.rows)
        await note_erased(session=session, values=done)


@privacy.on_batch(
    dispatch.VisitScheduled,
    dispatch.VisitFailed,
    dispatch.VisitWithdrawn,
    dispatch.CustomerMissedVisit,
    dispatch.VisitArchived,
)
async def keep_callers(events: Sequence[Received[dispatch.VisitEvent]], *, session: AsyncSession) -> None:
    for event in events:
        await keep_caller(session, event)


def _part(event: Received[Gathered]) -> dict[str, object]:
    return {
        "export_id": event.data.export_id,
        "service": event.data.topic.owner,
        "customer_id": event.data.customer_id,
        "piece": event.data.piece,
        "pieces": event.data.pieces,
        "gathered_at": event.time,
        "sealed": event.data.sealed,
    }
