"""What a customer was told."""

from uuid import UUID

from libs.common.events.dispatch.topics import NOTICES
from libs.common.events.envelope import Event
from libs.common.events.privacy import Erased, Gathered


@NOTICES.event
class CustomerNotified(Event, frozen=True):
    """The customer was told something about a visit."""

    channel: str
    ticket_id: UUID
    text_hash: str


@NOTICES.event
class PersonalDataGathered(Gathered, frozen=True):
    pass


@NOTICES.event
class PersonalDataErased(Erased, frozen=True):
    pass
