import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.phones import Phone, mask, parse_phone, same_phone


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


@given(st.text())
def test_masking_never_fails(text: str) -> None:
    assert "****" in mask(text)


def test_an_extension_counts_only_where_both_have_one() -> None:
    assert same_phone("13800138000", "+86 138 0013 8000")
    assert same_phone("010-62341234", "010-62341234转801")
    assert not same_phone("010-62341234转802", "010-62341234转801")
    assert not same_phone("13800138000", "13800138001")


@pytest.mark.rule("IN-12")
def test_masks_keep_what_tells_numbers_apart_and_no_more() -> None:
    assert mask("+8613800138000") == "138****8000"
    assert mask("+861062341234;ext=801") == "106****1234"
    assert mask("+16502530000") == "+1 650****0000"
    assert mask("+8695555") == "****55"
    assert mask("") == "****"
