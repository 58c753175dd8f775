"""Articles that answer, for whoever works on a like fault (IN-03)."""

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CONTACTS


@CONTACTS.event
class ArticlePublished(Event, frozen=True):
    """A version of an article answers from now on; its subject is the article. Dispatch shows it on the job."""

    version: int
    title_zh: str
    title_en: str
    categories: list[str] = []
    models: list[str] = []
    fault_codes: list[str] = []


@CONTACTS.event
class ArticleWithdrawn(Event, frozen=True):
    """Nobody answers from it any more."""

    version: int
    reason: str
