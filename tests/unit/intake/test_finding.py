"""What is asked for is found wherever it stands (IN-05, IN-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.finding import asked, grams

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)
ANYTHING = st.text(max_size=40)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("制冷", "冰箱不制冷了"),
        ("冷", "冰箱不制冷了"),
        ("不制冷 冰箱", "冰箱，不制冷"),
        ("bcd-500", "型号BCD-500的冰箱"),
        ("BCD500", "BCD-500"),
        ("bcd", "BCD-500"),
        ("500", "BCD500"),
        ("Ｅ１２", "fault e12"),
        ("Leak", "water leak, left"),
    ],
)
def test_it_is_found(question: str, text: str) -> None:
    assert set(asked(question)) <= set(grams(text))
    assert asked(question)


@pytest.mark.parametrize(
    ("question", "text"), [("制热", "冰箱不制冷了"), ("冰冷", "冰箱不制冷"), ("bcd501", "BCD-500")]
)
def test_it_is_not_found(question: str, text: str) -> None:
    assert not set(asked(question)) <= set(grams(text))


@given(CHINESE, CHINESE, ANYTHING)
def test_every_piece_of_a_chinese_text_is_found(piece: str, before: str, after: str) -> None:
    assert set(asked(piece)) <= set(grams(before + piece + after))


@given(ANYTHING)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert set(asked(text)) <= set(grams(text))


@given(ANYTHING, ANYTHING)
def test_what_is_found_by_several_texts_is_that_of_each(one: str, other: str) -> None:
    assert set(grams(one, other)) == {*grams(one), *grams(other)}


def test_punctuation_asks_for_nothing() -> None:
    assert asked("？！ …", "") == []
