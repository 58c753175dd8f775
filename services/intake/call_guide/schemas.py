"""What an agent gets of the call guide, and what the service manager gets of its readers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from libs.common.act import Language
from libs.common.web.fields import In, Out
from services.intake.call_guide.guide import Guide, Situation
from services.intake.call_guide.models import CallTaker, GuideReading
from services.intake.call_guide.queries import Readings


class SentenceOut(Out):
    """`{company}`, `{agent}` and `{customer}` in a text are filled in at the desk."""

    text: str
    when: str | None
    then_wait_seconds: int | None
    ends_call: bool


class RingsOut(Out):
    answer_within: int
    apologise_after: int


class GuideOut(Out):
    """`must_read`: the reader hasn't acknowledged this version yet; `read_version`: the last acknowledged."""

    situation: Situation
    version: int
    in_force_from: date
    language: Language
    title: str
    say: list[SentenceOut]
    do_not_say: list[str]
    conduct: list[str]
    rings: RingsOut | None
    read_version: int | None
    read_at: datetime | None
    must_read: bool

    @classmethod
    def of(cls, guide: Guide, *, language: Language, reading: GuideReading | None) -> Self:
        return cls(
            situation=guide.situation,
            version=guide.version,
            in_force_from=guide.from_,
            language=language,
            title=guide.title.in_(language),
            say=[
                SentenceOut(
                    text=sentence.in_(language),
                    when=sentence.when and sentence.when.in_(language),
                    then_wait_seconds=sentence.then_wait_seconds,
                    ends_call=sentence.ends_call,
                )
                for sentence in guide.say
            ],
            do_not_say=[told.in_(language) for told in guide.do_not_say],
            conduct=[told.in_(language) for told in guide.conduct],
            rings=RingsOut.model_validate(guide.rings) if guide.rings else None,
            read_version=reading and reading.read_version,
            read_at=reading and reading.read_at,
            must_read=reading is None or reading.read_version < guide.version,
        )


class Acknowledge(In):
    """`version`: the one that was read; left out, the one in force."""

    version: Annotated[int, Field(ge=1, le=10_000)] | None = None


class ReadingOut(Out):
    agent: str
    situation: Situation
    version: int = Field(validation_alias="read_version")
    read_at: datetime


class Unread(Out):
    """`read_version`: the older one that was acknowledged, if any."""

    situation: Situation
    version: int
    read_version: int | None


class BehindOut(Out):
    """Somebody who takes calls and what of the guide is still to be read."""

    agent: str
    last_call_at: datetime | None
    unread: list[Unread]

    @classmethod
    def of(cls, taker: CallTaker, guides: Sequence[Guide], readings: Readings) -> Self:
        last = {situation: reading.read_version for situation, reading in readings.items()}
        unread = [
            Unread(situation=one.situation, version=one.version, read_version=last.get(one.situation))
            for one in guides
            if last.get(one.situation) != one.version
        ]
        return cls(agent=taker.agent, last_call_at=taker.last_call_at, unread=unread)
