"""Expected failures and how they are told: RFC 9457 problem details in zh and en (XC-04)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any, ClassVar

from starlette.responses import Response

from libs.common.act import Language
from libs.common.web.field_words import CHINESE

MEDIA_TYPE = "application/problem+json"

_TITLES_ZH = {
    400: "请求有误",
    401: "未登录",
    403: "无权操作",
    404: "未找到",
    405: "方法不允许",
    409: "状态冲突",
    412: "版本已过期",
    413: "请求过大",
    415: "不支持的内容类型",
    422: "内容无效",
    429: "请求过于频繁",
    431: "请求头过大",
    500: "内部错误",
    502: "网关错误",
    503: "暂时不可用",
    504: "网关超时",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field at fault; `pointer` is a JSON pointer into the body or `/name` of a parameter."""

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """An expected failure, subclassed beside the use case that raises it.

    `zh` and `en` are sentences for the reader; keyword arguments fill their `{places}`.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "conflict"
    zh: ClassVar[str] = "当前状态不允许此操作。"
    en: ClassVar[str] = "The present state does not allow this."

    def __init__(
        self,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> None:
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.values = values
        super().__init__(self.code)

    def sentence(self, language: Language) -> str:
        return (self.zh if language == "zh" else self.en).format(**self.values)

    @property
    def detail(self) -> str:
        return self.sentence("en")

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class NotFound(Refusal):
    status = 404
    code = "not_found"
    zh = "未找到所请求的内容。"
    en = "There is nothing at this address."


class Forbidden(Refusal):
    status = 403
    code = "forbidden"
    zh = "您的角色无权执行此操作。"
    en = "Your role may not do this."


class Invalid(Refusal):
    """The content can't be accepted; `errors` say which fields and why."""

    status = 422
    code = "invalid"
    zh = "内容无效，请检查所列字段。"
    en = "The content is not valid; see the fields listed."

    @classmethod
    def field(cls, pointer: str, code: str, detail: str) -> "Invalid":
        return cls(errors=[FieldError(pointer, code, detail)])


class Unavailable(Refusal):
    """Something that the service needs is away; trying again later may succeed."""

    status = 503
    code = "unavailable"
    zh = "服务暂时不可用，请稍后重试。"
    en = "The service is not available just now; please try again."

    def __init__(self, *, retry_after: int = 1, **values: Any) -> None:
        super().__init__(headers={"Retry-After": str(retry_after)}, **values)


def problem(refusal: Refusal, *, path: str, language: Language) -> Response:
    """The answer that tells of `refusal`; `path` is the address that was asked."""
    body: dict[str, Any] = {
        "type": f"urn:aftercare:problem:{refusal.code}",
        "title": _title(refusal.status, language),
        "status": refusal.status,
        "detail": refusal.sentence(language),
        "instance": path,
        "code": refusal.code,
        "errors": [asdict(told(error, refusal, language)) for error in refusal.errors],
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode(errors="replace"),
        status_code=refusal.status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": language, **refusal.headers},
    )


def told(error: FieldError, refusal: Refusal, language: Language) -> FieldError:
    """In the reader's language also where the room said it in English only."""
    if language != "zh" or not error.detail.isascii():
        return error
    same = refusal.sentence(language) if error.code == refusal.code else error.detail
    return replace(error, detail=CHINESE.get(error.code, same))


def _title(status: int, language: Language) -> str:
    if language == "zh" and status in _TITLES_ZH:
        return _TITLES_ZH[status]
    return HTTPStatus(status).phrase
