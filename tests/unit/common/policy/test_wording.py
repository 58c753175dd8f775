"""Texts in zh and en, and packs in words."""

import re
from datetime import date

import pytest

from libs.common.act import Language
from libs.common.policy.texts import SENTENCES, WORDS
from libs.common.policy.wording import in_words
from tests.unit.common.policy.asking import PACKS

ON = date(2026, 11, 23)


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
        assert len(told.parts) >= 4
        assert all(part.title and all(part.lines) for part in told.parts)


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
