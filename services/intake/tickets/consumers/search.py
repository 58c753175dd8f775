"""Tickets just opened become part of the index of the search, in batches: opening one doesn't wait for it.

Until then a search reads them through (`worded`).
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events.envelope import Event, Received
from libs.common.events.intake import TicketImported, TicketOpened

search = Consumer("intake.search")


@search.on_batch(TicketOpened, TicketImported)
async def index(_events: Sequence[Received[Event]], *, session: AsyncSession) -> None:
    """Whatever isn't indexed yet, at most two thousand; then the index is put in order for the readers."""
    await session.execute(_INDEX)
    await session.execute(_IN_ORDER)


_INDEX = text("""
    UPDATE ticket_search SET words = ticket_words(ticket_id) WHERE ticket_id IN (
        SELECT ticket_id FROM ticket_search WHERE words IS NULL
        ORDER BY opened_at DESC, ticket_id DESC LIMIT 2000 FOR UPDATE SKIP LOCKED)""")
_IN_ORDER = text("SELECT gin_clean_pending_list('ix_ticket_search_terms')")
