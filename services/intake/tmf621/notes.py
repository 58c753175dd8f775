"""Notes are on record: they are added, never changed."""

from collections.abc import Sequence
from typing import Any

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.web.problems import Invalid
from services.intake.tmf621.errors import NoteIsOnRecord
from services.intake.tmf621.history import instant
from services.intake.tmf621.parts import NoteIn

_MOST = 500


def added(there: list[dict[str, Any]], given: Sequence[NoteIn], *, act: Act) -> list[dict[str, Any]]:
    """`there` and what is new in `given`. Raises `NoteIsOnRecord` where one there has another text."""
    texts = {note["id"]: note["text"] for note in there}
    new = [_new(number, note, act) for number, note in enumerate(given) if note.id not in texts]
    if any(note.id in texts and note.text not in (None, texts[note.id]) for note in given):
        raise NoteIsOnRecord()
    if len(there) + len(new) > _MOST:
        raise Invalid.field("/note", "too_many", f"at most {_MOST} notes on a ticket")
    return [*there, *new]


def _new(number: int, note: NoteIn, act: Act) -> dict[str, Any]:
    """By whoever is signed in, unless it says by whom; now."""
    if note.text is None:
        raise Invalid.field(f"/note/{number}/text", "required", "a new note needs a text")
    return {
        "id": str(new_id()),
        "author": note.author or act.actor.subject,
        "date": instant(act.now),
        "text": note.text,
        "@type": note.type_ or "Note",
    }
