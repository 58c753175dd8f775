"""All that happens to customers, from the events of all services (IN-11)."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events.envelope import Event, Received
from services.intake.timeline import rules
from services.intake.timeline.models import TimelineEntry, TimelineLink

timeline = Consumer("intake.timeline")


@timeline.on_batch(*rules.kinds())
async def keep(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """Two statements a batch; sorted, so that workers wait for each other instead of deadlocking."""
    told = [*map(rules.entry, events), *filter(None, map(rules.of_before, events))]
    entries = sorted(told, key=lambda entry: entry["id"])
    await session.execute(insert(TimelineEntry).on_conflict_do_nothing(), entries)
    links = sorted({link for event in events for link in rules.links(event)})
    if links:
        rows = [{"child": child, "parent": parent} for child, parent in links]
        await session.execute(insert(TimelineLink).on_conflict_do_nothing(), rows)
    for ticket, owners in sorted(rules.owners(events).items()):
        others = (TimelineLink.child == ticket) & TimelineLink.parent.not_in(owners)
        await session.execute(delete(TimelineLink).where(others))
