"""Suggestions heard by other services (IN-18)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.envelope import Received
from libs.common.events.followup import SuggestionVoiced
from libs.common.ids import derived_id
from services.intake.suggestions.usecases import register_suggestion

suggestions = Consumer("intake.suggestions")


@suggestions.on(SuggestionVoiced)
async def register_voiced(event: Received[SuggestionVoiced], *, session: AsyncSession, act: Act) -> None:
    """One of a survey or call; whether its customer is known to us doesn't matter."""
    await register_suggestion(
        session=session,
        act=act,
        channel="survey",
        text=event.data.text,
        customer_id=event.data.customer_id,
        ticket_id=event.data.ticket_id,
        suggestion_id=derived_id(event.id, "suggestion"),
    )
