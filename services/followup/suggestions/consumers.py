"""Suggestions on their way to an answer (FU-02)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events.envelope import Event, Received
from libs.common.events.intake import SuggestionAnswered, SuggestionRegistered, SuggestionRouted
from services.followup.suggestions.models import Suggestion

suggestions = Consumer("followup.suggestions")


@suggestions.on_batch(SuggestionRegistered, SuggestionRouted, SuggestionAnswered)
async def keep_suggestions(events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """Each tells whose it is, so one registered before follow-up listened is kept as well."""
    for event in events:
        suggestion = await session.get(Suggestion, event.subject)
        if suggestion is None:
            suggestion = Suggestion(id=event.subject, state="open", registered_at=event.time)
            session.add(suggestion)
            await session.flush()
        _keep(suggestion, event)


def _keep(suggestion: Suggestion, event: Received[Event]) -> None:
    match event.data:
        case SuggestionRegistered() | SuggestionRouted() as told:
            suggestion.customer_id, suggestion.department = told.customer_id, told.department
        case SuggestionAnswered() as told:
            suggestion.customer_id, suggestion.verdict = told.customer_id, told.verdict
            suggestion.state, suggestion.answered_at = "answered", event.time
