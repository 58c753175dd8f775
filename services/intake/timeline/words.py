"""How an event is told on the timeline, in zh and en (`words.yaml`)."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from libs.common.act import Language
from libs.common.events.envelope import Event
from libs.common.ids import SITE_ZONE
from libs.common.policy.texts import WORDS

_FILE = Path(__file__).with_name("words.yaml")
_PLACE = re.compile(r"{(\w+)}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", re.ASCII)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def words() -> Mapping[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@cache
def fields_told(event: type[Event]) -> tuple[str, ...]:
    """Names of the fields that the summary shows."""
    sentences = words()["events"].get(event.__name__, {})
    return tuple(dict.fromkeys(_PLACE.findall(" ".join(sentences.values()))))


def summary(event_type: str, details: Mapping[str, Any], language: Language) -> str:
    """One line for a reader; an event without words of its own is told by its name."""
    sentences = words()["events"].get(event_type)
    if sentences is None:
        return _CAPITAL.sub(" ", event_type)
    shown = {name: _shown(value, language) for name, value in details.items()}
    return _PLACE.sub(lambda place: shown.get(place[1], "—"), sentences[language])


def _shown(value: Any, language: Language) -> str:
    """In the reader's words, a time in the site's zone (XC-08)."""
    if isinstance(value, list):
        return "、".join(_shown(item, language) for item in value) or "—"
    if value is None:
        return "—"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if _MOMENT.fullmatch(text):
        return f"{datetime.fromisoformat(text).astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"
    known = words()["values"].get(text) or WORDS.get(text, {})
    return str(known.get(language, text.replace("_", " ") if language == "en" else text))
