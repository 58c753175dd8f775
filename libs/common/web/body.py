"""Reading a JSON body: what a parser lets through and no table can hold is refused here, with its field."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from starlette.requests import Request

from libs.common.act import Act
from libs.common.web.problems import FieldError, Invalid
from libs.common.web.refusals import BodyTooLarge, UnsupportedMediaType
from libs.common.web.validation import invalid_body, pointer

MEGABYTE = 1 << 20
MAX_DEPTH = 20
_MAX_INTEGER = 1 << 63
_ODD_CHARACTER = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_LARGE_NUMBER = re.compile(rb"[:,\[\s]-?(?:\d{16}|\d[\d.]*[eE])")

_DETAILS = {
    "malformed_json": ("不是有效的 JSON", "not valid JSON"),
    "too_deep": (f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} levels deep"),
    "nul_character": ("不能含 NUL 字符", "must not hold the NUL character"),
    "lone_surrogate": ("含无效的 Unicode 字符", "holds half of a surrogate pair"),
    "number_out_of_range": ("数值超出范围", "the number is out of range"),
}

Step = tuple[int | str, ...]


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body, at most `limit` bytes. Raises `BodyTooLarge`."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise BodyTooLarge(limit=limit)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(limit=limit)
        chunks.append(chunk)
    return b"".join(chunks)


def require_json(request: Request, raw: bytes) -> None:
    given = media_type(request)
    if raw and given != "application/json" and not given.endswith("+json"):
        raise UnsupportedMediaType(expected="application/json")


def media_type(request: Request) -> str:
    """Without its parameters; empty where none is given."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_model(raw: bytes, model: TypeAdapter[Any], act: Act, *, keep_nulls: bool = False) -> Any:
    """`raw` as `model`, strictly; null members count as left out, unless kept, and nothing at all as `{}`.

    Raises `Invalid` with every field at fault.
    """
    if _is_plain(raw):
        with suppress(ValidationError):  # told below, with all that is wrong
            return model.validate_json(raw, strict=True, context=act)
    tree = _parse(raw or b"{}", act)
    faults = list(_faults(tree, ()))
    if faults:
        raise _invalid(faults, act)
    body = tree if keep_nulls else _without_nulls(tree)
    try:
        return model.validate_json(to_json(body), strict=True, context=act)
    except ValidationError as error:
        raise invalid_body(error.errors(include_url=False, include_input=False), body, act.language) from None


def _is_plain(raw: bytes) -> bool:
    """Nearly all that callers send: whatever else may be wrong with it, the model finds."""
    return (
        raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH
        and b"null" not in raw
        and b"NaN" not in raw
        and b"Infinity" not in raw
        and not (b"\\u" in raw and _ODD_CHARACTER.search(raw))
        and not _LARGE_NUMBER.search(raw)
    )


def _parse(raw: bytes, act: Act) -> Any:
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise _invalid(_faults_of_unreadable(raw), act) from None


def _faults_of_unreadable(raw: bytes) -> list[tuple[Step, str]]:
    """Why the fast parser refused: a lone surrogate is found by the slow one, which lets it pass."""
    try:
        faults = list(_faults(json.loads(raw), ()))
    except RecursionError:
        return [((), "too_deep")]
    except ValueError:
        return [((), "malformed_json")]
    return faults or [((), "malformed_json")]


def _faults(value: Any, at: Step) -> Iterator[tuple[Step, str]]:
    if isinstance(value, list | dict):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        if value and len(at) >= MAX_DEPTH:
            yield at[:1], "too_deep"
            return
        for name, item in members:
            if code := _fault(name):
                yield at, code
            yield from _faults(item, (*at, name))
    elif code := _fault(value):
        yield at, code


def _fault(value: Any) -> str | None:
    """What is wrong with a single text or number."""
    if isinstance(value, int | float):
        return None if -_MAX_INTEGER <= value < _MAX_INTEGER else "number_out_of_range"
    if not isinstance(value, str):
        return None
    if "\0" in value:
        return "nul_character"
    broken = not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value)
    return "lone_surrogate" if broken else None


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _invalid(faults: list[tuple[Step, str]], act: Act) -> Invalid:
    english = act.language == "en"
    return Invalid(errors=[FieldError(pointer(at), code, _DETAILS[code][english]) for at, code in faults])
