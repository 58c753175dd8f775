"""Words of complaint and suggestion, in zh and en (FU-02)."""

import pytest

from services.followup.surveys.words import voices_complaint, voices_suggestion


@pytest.mark.rule("FU-02")
@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "師傅遲到，我要投訴",
        "态度恶劣",
        "乱收费！",
        "没有修好",
        "师傅迟到也不打招呼",
        "I want to COMPLAIN",
        "The technician was rude.",
        "it is still   broken",
        "nobody came",
        "ｃｏｍｐｌａｉｎｔ",
        "No complaints about the man, but I was overcharged",
    ],
)
def test_complaints_are_heard(text: str) -> None:
    assert voices_complaint(text)


@pytest.mark.rule("FU-02")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "很满意",
        "非常好，没有投诉",
        "师傅从不迟到",
        "没什么不满",
        "No complaints at all",
        "nothing to complain about",
        "I can't complain",
        "not disappointed",
        "the protruded handle",
    ],
)
def test_praise_is_no_complaint(text: str) -> None:
    assert not voices_complaint(text)


@pytest.mark.rule("FU-02")
@pytest.mark.parametrize(
    ("text", "voiced"),
    [
        ("建议把手高一点", True),
        ("希望你们改进", True),
        ("I suggest a longer cable", True),
        ("It would be better in blue", True),
        ("没有建议", False),
        ("no suggestions", False),
        ("很好", False),
    ],
)
def test_suggestions_are_heard(text: str, voiced: bool) -> None:
    assert voices_suggestion(text) is voiced
