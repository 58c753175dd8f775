"""Suggestions on their way to an answer (IN-18)."""

from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CONTACTS


@CONTACTS.event
class SuggestionRegistered(Event, frozen=True):
    """A suggestion, from whatever channel (IN-18); its subject is the suggestion's own id."""

    channel: str
    customer_id: UUID | None
    department: str | None
    serious: bool = False


@CONTACTS.event
class SuggestionRouted(Event, frozen=True):
    """A serious one goes to `deputy_gm` at once, who may refer it on (IN-18, CO-04)."""

    department: str
    customer_id: UUID | None = None
    serious: bool = False


@CONTACTS.event
class SuggestionAnswered(Event, frozen=True):
    verdict: str
    customer_id: UUID | None = None
    valuable: bool = False


@CONTACTS.event
class SuggestionsCompiled(Event, frozen=True):
    """The valuable suggestions of a month, by the day of the verdict; its subject is the compilation."""

    month: str
    suggestion_ids: list[UUID]
