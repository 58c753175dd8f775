"""Sentences and words in zh and en; the texts themselves are data (`texts.yaml`)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import yaml

from libs.common.act import Language
from libs.common.policy.case import Percent, Value, Word

_TEXTS: Final[dict[str, dict[str, dict[Language, str]]]] = yaml.load(
    (Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
SENTENCES = _TEXTS["sentences"]
WORDS = _TEXTS["words"]
_JOIN: Final[dict[Language, str]] = {"zh": "、", "en": ", "}


def sentence(phrase: str, values: Mapping[str, Value], language: Language) -> str:
    told = {name: _told(value, language) for name, value in values.items()}
    return SENTENCES[phrase][language].format_map(told)


def in_both_languages(phrase: str, values: Mapping[str, Value]) -> tuple[str, str]:
    return sentence(phrase, values, "zh"), sentence(phrase, values, "en")


def word(code: str, language: Language) -> str:
    return WORDS[code][language]


def listed(codes: tuple[str, ...], language: Language) -> str:
    return _JOIN[language].join(word(code, language) for code in codes)


def _told(value: Value, language: Language) -> str:
    if isinstance(value, Word):
        return word(value, language)
    if isinstance(value, tuple):
        return listed(value, language)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Percent):
        return f"{plain(value * 100)} %"
    return plain(value) if isinstance(value, Decimal) else str(value)


def plain(number: Decimal) -> str:
    """Without exponent and trailing zeros: `0.1`, `24`."""
    return f"{number.normalize():f}"
