"""Who takes calls is learnt from the calls that are registered (IN-13)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events.envelope import Received
from libs.common.events.intake import ContactRegistered
from libs.common.ids import derived_id
from services.intake.call_guide.usecases import know_call_takers

call_guide = Consumer("intake.call_guide")


@call_guide.on_batch(ContactRegistered)
async def know_who_calls(events: Sequence[Received[ContactRegistered]], *, session: AsyncSession) -> None:
    calls = [event for event in events if event.data.channel == "phone"]
    latest = {event.actor: event for event in sorted(calls, key=lambda event: event.data.occurred_at)}
    if latest:
        ids = [derived_id(latest[agent].id, "call_taker") for agent in sorted(latest)]
        last_calls = {agent: event.data.occurred_at for agent, event in latest.items()}
        await know_call_takers(session, last_calls, ids=ids)
