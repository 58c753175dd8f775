import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.phones import Phone, is_withheld, mask, parse_phone, same_phone


@pytest.mark.rule("IN-11")
@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800138000", Phone("+8613800138000")),
        ("+86 138-0013-8000", Phone("+8613800138000")),
        ("0086 138 0013 8000", Phone("+8613800138000")),
        ("８６ １３８００１３８０００", Phone("+8613800138000")),
        ("(0755) 8234 1234", Phone("+8675582341234")),
        ("010-62341234 转 801", Phone("+861062341234", "801")),
        ("010-62341234分机:801", Phone("+861062341234", "801")),
        ("021-62341234-801", Phone("+862162341234", "801")),
        ("+1 650-253-0000 x12", Phone("+16502530000", "12")),
        ("+44 20 7946 0958;ext=12", Phone("+442079460958", "12")),
        ("400-800-1234", Phone("+864008001234")),
        ("95555", Phone("+8695555")),
        ("400-800-1234-5", Phone("+864008001234", "5")),
        ("800 820 8888", Phone("+868008208888")),
        ("0755-82341234-0", Phone("+8675582341234", "0")),
        ("021-62341234*801", Phone("+862162341234", "801")),
        ("021-62341234/801", Phone("+862162341234", "801")),
        ("（０２１）６２３４１２３４　转　８０１", Phone("+862162341234", "801")),
        ("+86 (0)10 6234 1234", Phone("+861062341234")),
        ("013800138000", Phone("+8613800138000")),
        ("\u200e138\u00a00013\u00a08000\u202c", Phone("+8613800138000")),
        ("+852 2345 6789", Phone("+85223456789")),
        ("00886 2 2345 6789", Phone("+886223456789")),
        ("tel:+8613800138000", Phone("+8613800138000")),
        ("sip:02162341234@10.0.0.1;user=phone", Phone("+862162341234")),
        ("<sip:+8613800138000@carrier.example>", Phone("+8613800138000")),
        ("Tel: 021-62341234", Phone("+862162341234")),
        ("+1 650 253 0000 Ext. 12", Phone("+16502530000", "12")),
    ],
)
def test_numbers_are_normalised(text: str, phone: Phone) -> None:
    assert parse_phone(text) == phone


@pytest.mark.parametrize("text", ["", "a", "1", "+", "+999 12345", "1" * 20, "1" * 200, "\x00", "\ud800"])
def test_what_is_no_number_is_a_clear_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        parse_phone(text)


@pytest.mark.rule("IN-11")
@pytest.mark.parametrize(
    "text", ["138-ooo", "138o0138000", "13800l38000", "021-6234I234", "１３８ｏ０１３８０００"]
)
def test_a_letter_among_the_digits_is_a_slip_of_the_finger(text: str) -> None:
    """Left out, or dialled as on a keypad, it would make another's number."""
    with pytest.raises(ValueError, match="phone number"):
        parse_phone(text)


@given(st.text() | st.text("0123456789+-() x;ext=转", max_size=30))
def test_no_text_gives_anything_but_a_number_that_reads_back_or_a_value_error(text: str) -> None:
    try:
        phone = parse_phone(text)
    except ValueError:
        return
    assert parse_phone(str(phone)) == phone


@pytest.mark.rule("IN-11")
@given(st.from_regex(r"(\+86)?1[3-9][0-9]{8,10}", fullmatch=True))
def test_a_mobile_number_known_by_sight_is_the_one_that_the_numbering_plan_has(text: str) -> None:
    """With a space before it, it is read like any other text."""
    assert _number(text) == _number(f" {text}")


def _number(text: str) -> Phone | None:
    try:
        return parse_phone(text)
    except ValueError:
        return None


@given(st.text())
def test_masking_never_fails(text: str) -> None:
    assert "****" in mask(text)


def test_an_extension_counts_only_where_both_have_one() -> None:
    assert same_phone("13800138000", "+86 138 0013 8000")
    assert same_phone("010-62341234", "010-62341234转801")
    assert not same_phone("010-62341234转802", "010-62341234转801")
    assert not same_phone("13800138000", "13800138001")


@pytest.mark.rule("IN-02")
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Anonymous",
        "UNKNOWN",
        "no  number",
        "未知",
        "隐藏号码",
        "+266696687",
        "sip:anonymous@anonymous.invalid",
    ],
)
def test_a_number_that_is_kept_back_is_told_from_a_wrong_one(text: str) -> None:
    assert is_withheld(text)


@given(st.integers(10**9, 10**12).map(str))
def test_no_number_is_withheld(text: str) -> None:
    assert not is_withheld(text)


@pytest.mark.rule("IN-12")
def test_masks_keep_what_tells_numbers_apart_and_no_more() -> None:
    assert mask("+8613800138000") == "138****8000"
    assert mask("+861062341234;ext=801") == "106****1234"
    assert mask("+16502530000") == "+1 650****0000"
    assert mask("+8695555") == "****55"
    assert mask("") == "****"
