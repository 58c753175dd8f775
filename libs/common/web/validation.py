"""From the validator's errors to the fields at fault, told in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from libs.common.act import Language
from libs.common.web.problems import FieldError, Invalid, NotFound, Refusal

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "json_invalid": "malformed_json",
    "literal_error": "not_allowed",
    "enum": "not_allowed",
}

_ZH = {
    "missing": "必填",
    "extra_forbidden": "未知字段",
    "literal_error": "只能是：{expected}",
    "enum": "只能是：{expected}",
    "string_type": "须为文本",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "int_from_float": "须为整数",
    "float_type": "须为数字",
    "float_parsing": "须为数字",
    "decimal_type": "须为数字",
    "decimal_parsing": "须为数字",
    "decimal_max_digits": "最多 {max_digits} 位数字",
    "decimal_max_places": "小数最多 {decimal_places} 位",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "bool_type": "须为 true 或 false",
    "bool_parsing": "须为 true 或 false",
    "timezone_aware": "须带时区",
    "uuid_type": "须为 UUID",
    "uuid_parsing": "须为 UUID",
    "list_type": "须为数组",
    "tuple_type": "须为数组",
    "set_type": "须为数组",
    "frozen_set_type": "须为数组",
    "dict_type": "须为对象",
    "model_type": "须为对象",
    "model_attributes_type": "须为对象",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "须不小于 {ge}",
    "less_than": "须小于 {lt}",
    "less_than_equal": "须不大于 {le}",
    "json_invalid": "不是有效的 JSON",
}


def invalid_body(errors: Sequence[Any], body: Any, language: Language) -> Invalid:
    """`body` is what was read; a location in it leaves out the branches of unions, which no caller knows."""
    return Invalid(errors=[field_error(error, _within(body, error), language) for error in errors])


def invalid_parameters(errors: Sequence[Any], language: Language = "zh") -> Refusal:
    """Errors of path, query and headers; an unreadable path names nothing that exists."""
    if any(error["loc"][:1] == ("path",) for error in errors):
        return NotFound()
    return Invalid(errors=[field_error(error, error["loc"][1:], language) for error in errors])


def field_error(error: Mapping[str, Any], location: Sequence[int | str], language: Language) -> FieldError:
    """A rule over several fields names the one at fault in its context's `field`."""
    kind, field = str(error["type"]), (error.get("ctx") or {}).get("field")
    place = (*location, field) if field else location
    return FieldError(pointer(place), _CODES.get(kind, kind), _detail(error, kind, language))


def _within(body: Any, error: Mapping[str, Any]) -> list[int | str]:
    place: list[int | str] = []
    for part in error["loc"]:
        if isinstance(part, int) or (isinstance(body, dict) and part in body):
            place.append(part)
            body = body[part]
    return [*place, error["loc"][-1]] if error["type"] == "missing" else place


def pointer(location: Sequence[int | str]) -> str:
    """A JSON pointer (RFC 6901): `("lines", 0, "a/b")` → `/lines/0/a~1b`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _detail(error: Mapping[str, Any], kind: str, language: Language) -> str:
    context = error.get("ctx") or {}
    if language == "zh" and "zh" in context:
        return str(context["zh"])
    if language == "zh":
        listed = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、").replace("'", "")
        return _ZH.get(kind, "值无效").format_map(_Known(context, expected=listed))
    return str(error["msg"])


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"
