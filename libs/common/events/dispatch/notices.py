"""What a customer was told."""

from uuid import UUID

from libs.common.events.dispatch.topics import NOTICES
from libs.common.events.envelope import Event


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something about a visit."""

    channel: str
    ticket_id: UUID
    text_hash: str
