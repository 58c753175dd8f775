"""Problems speak the reader's language, down to the field (XC-04)."""

import json
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from libs.common.act import Language
from libs.common.money import MoneyField
from libs.common.web.problems import FieldError, Invalid, Refusal, problem
from libs.common.web.validation import field_error


class Missing(Invalid):
    code = "missing"
    zh = "缺少 {what}。"
    en = "{what} is missing."


def told(refusal: Refusal, language: Language) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = json.loads(bytes(problem(refusal, path="/x", language=language).body))[
        "errors"
    ]
    return errors


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (FieldError("/ticket_id", "unknown_ticket", "there is no such ticket"), "没有这张服务单"),
        (FieldError("/a", "missing", "give /a"), "缺少 甲。"),
        (FieldError("/a", "phone", "须为电话号码"), "须为电话号码"),
        (FieldError("/date", "before_calendar", "before the first year"), "早于日历的起始年份"),
        (FieldError("/a", "never_heard_of", "something"), "something"),
    ],
)
def test_a_field_is_told_in_chinese_where_there_are_words_for_it(error: FieldError, chinese: str) -> None:
    refusal = Missing(errors=[error], what="甲")
    assert told(refusal, "zh") == [{"pointer": error.pointer, "code": error.code, "detail": chinese}]
    assert told(refusal, "en")[0]["detail"] == error.detail


def test_what_is_allowed_is_listed_in_chinese() -> None:
    error = {"type": "literal_error", "loc": (), "ctx": {"expected": "'a', 'b' or 'c'"}, "msg": "x"}
    assert field_error(error, ["kind"], "zh") == FieldError("/kind", "not_allowed", "只能是：a、b、c")


@pytest.mark.parametrize(
    ("annotation", "value", "chinese"),
    [
        (tuple[int, ...], "ab", "须为数组"),
        (frozenset[int], "ab", "须为数组"),
        (int, "x", "须为整数"),
        (float, "x", "须为数字"),
        (bool, "x", "须为 true 或 false"),
        (AwareDatetime, "2026-11-23T09:00:00", "须带时区"),
        (Annotated[Decimal, Field(max_digits=3, decimal_places=1)], "1234", "最多 3 位数字"),
        (MoneyField, {"amount": "1.234"}, "小数最多 2 位"),
        (MoneyField, {"amount": "12345678901234"}, "整数部分最多 13 位"),
    ],
)
def test_what_the_validator_says_is_told_in_chinese(annotation: Any, value: Any, chinese: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(annotation).validate_python(value)
    assert {field_error(error, ["a"], "zh").detail for error in refused.value.errors()} == {chinese}
