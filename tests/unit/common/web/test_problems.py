"""Problems speak the reader's language, down to the field (XC-04)."""

import json
from typing import Any

import pytest

from libs.common.act import Language
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
