"""A whole pack in words that a service manager understands, for `GET /policies/{pack}` (PO-01)."""

from dataclasses import dataclass
from datetime import date

from libs.common.act import Language
from libs.common.policy.pack import Pack
from libs.common.policy.telling import Tell, consequences, promises, work
from libs.common.policy.texts import sentence


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackInWords:
    pack: str
    version: str
    base_version: str
    effective_from: date
    effective_to: date | None
    title: str
    parts: tuple[Part, ...]


def in_words(pack: Pack, language: Language) -> PackInWords:
    parts = (
        Part(
            sentence(name, {}, language),
            tuple(sentence(text, values, language) for text, values in tell(pack)),
        )
        for name, tell in _PARTS.items()
    )
    return PackInWords(
        pack=pack.pack,
        version=pack.version,
        base_version=pack.base_version,
        effective_from=pack.effective.from_,
        effective_to=pack.effective.to,
        title=pack.title.zh if language == "zh" else pack.title.en,
        parts=tuple(part for part in parts if part.lines),
    )


_PARTS: dict[str, Tell] = {
    "title_windows": promises.windows,
    "title_warranty": promises.warranty,
    "title_remedies": promises.remedies,
    "title_exclusions": promises.exclusions,
    "title_serving": promises.serving,
    "title_deadlines": work.deadlines,
    "title_tickets": work.tickets,
    "title_field_work": work.field_work,
    "title_project": work.project,
    "title_afterwards": work.afterwards,
    "title_money": consequences.money,
    "title_complaints": consequences.complaints,
    "title_penalties": consequences.penalties,
    "title_partners": consequences.partners,
    "title_settlement": consequences.settlement,
}
