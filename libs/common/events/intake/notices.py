"""What a customer was told."""

from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import NOTICES


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something about a ticket."""

    channel: str
    ticket_id: UUID
    text_hash: str
