"""Texts in zh and en, and packs in words."""

import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from libs.common.act import Language
from libs.common.money import Money
from libs.common.policy.texts import SENTENCES, WORDS
from libs.common.policy.wording import in_words
from tests.unit.common.policy.asking import PACKS

ON = date(2026, 11, 23)
NOT_TOLD = {"categories", "burden_of_proof.categories", "burden_of_proof.months"}
"""What the heading tells, and a burden of proof that concerns none of the pack's goods."""


def changed(section: BaseModel, where: str) -> Iterator[tuple[str, Any]]:
    """The section with one figure after the other changed, and which."""
    for name in type(section).model_fields:
        for place, other in altered(getattr(section, name), f"{where}{name}"):
            yield place, section.model_copy(update={name: other})


def altered(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        yield from changed(value, f"{where}.")
    elif isinstance(value, dict):
        for key in value:
            for place, other in altered(value[key], f"{where}.{key}"):
                yield place, {**value, key: other}
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for place, other in altered(value[0], f"{where}.0"):
            yield place, (other, *value[1:])
    elif (alter := ANOTHER.get(type(value))) and alter(value) != value:
        yield where, alter(value)


ANOTHER: dict[type, Callable[[Any], Any]] = {
    int: lambda number: number + 7,
    bool: lambda flag: not flag,
    Decimal: lambda rate: rate / 2,
    Money: lambda money: Money(money.amount + 1, money.currency),
    date: lambda day: day + timedelta(days=1),
    time: lambda clock: clock.replace(minute=59),
    tuple: lambda words: words[1:],
    frozenset: lambda words: frozenset(sorted(words)[1:]) or words,
}


def test_both_languages_tell_the_same_inputs() -> None:
    for name, texts in SENTENCES.items():
        zh, en = (set(re.findall(r"{(\w+)}", texts[language])) for language in ("zh", "en"))
        assert zh == en, name


def test_every_word_and_sentence_has_both_languages() -> None:
    for texts in (*SENTENCES.values(), *WORDS.values()):
        assert texts.keys() == {"zh", "en"}
        assert all(texts.values())


@pytest.mark.rule("PO-01")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_pack_is_told_in_words(language: Language) -> None:
    for pack in PACKS.all(ON):
        told = in_words(pack, language)
        assert (told.pack, told.version) == (pack.pack, pack.version)
        assert told.title == getattr(pack.title, language)
        assert len(told.parts) >= 4
        assert all(part.title and all(part.lines) for part in told.parts)


@pytest.mark.rule("PO-01")
@pytest.mark.parametrize("name", sorted(PACKS.timelines))
def test_whatever_figure_of_a_pack_changes_its_words_change(name: str) -> None:
    pack = PACKS.named(name, ON)
    told = in_words(pack, "en"), in_words(pack, "zh")
    silent = [
        where
        for where, other in changed(pack, "")
        if in_words(other, "en") == told[0] or in_words(other, "zh") == told[1]
    ]
    assert set(silent) <= NOT_TOLD


def test_the_tablet_pack_as_a_service_manager_reads_it() -> None:
    lines = [line for part in in_words(PACKS.named("tablet", ON), "en").parts for line in part.lines]
    assert "tablet: warranty of 12 months." in lines
    assert "Members: 24 months." in lines
    assert "2 failed repairs within the warranty: replaced on request." in lines
    assert any(line.startswith("A service contract's end is announced 30 days before") for line in lines)
    assert any("depreciation of 0.1 % of the price a day" in line for line in lines)


def test_phones_are_not_told_the_windows_of_other_appliances() -> None:
    windows = in_words(PACKS.named("appliance", ON), "en").parts[0].lines
    assert [line for line in windows if "phone" in line] == [
        "phone: days 0 to 8 after purchase (day 0 = day of purchase), no reason needed: refund.",
        "phone: days 0 to 31 after purchase (day 0 = day of purchase), no reason needed: exchange.",
    ]
