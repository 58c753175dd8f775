"""Articles that answer, for whoever works on a like fault (IN-03)."""

import msgspec

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CONTACTS


@CONTACTS.event
class ArticlePublished(Event, frozen=True):
    """A version of an article answers from now on; its subject is the article."""

    version: int
    title_zh: str
    title_en: str
    categories: list[str] = msgspec.field(default_factory=list)
    models: list[str] = msgspec.field(default_factory=list)
    fault_codes: list[str] = msgspec.field(default_factory=list)


@CONTACTS.event
class ArticleWithdrawn(Event, frozen=True):
    """Nobody answers from it any more."""

    version: int
    reason: str
