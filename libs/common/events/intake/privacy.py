"""Personal data: asked for, shown, handed out, erased (IN-12)."""

from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CUSTOMERS, NOTICES
from libs.common.events.privacy import Disclosed, Revealed


@NOTICES.event
class PersonalDataRequested(Event, frozen=True):
    """A customer asks for everything held: each service puts its part into a box that intake opens.

    The subject is the export; `public_key` (X25519) is made for it alone.
    """

    customer_id: UUID
    public_key: bytes


@NOTICES.event
class PersonalDataRevealed(Revealed, frozen=True):
    pass


@NOTICES.event
class PersonalDataDisclosed(Disclosed, frozen=True):
    pass


@CUSTOMERS.event
class CustomerErased(Event, frozen=True):
    """The person is gone: every service takes them out of its copies; ids and figures stay."""
