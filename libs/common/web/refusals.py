"""What the edge itself refuses, before any use case is asked."""

from http import HTTPStatus

from starlette.exceptions import HTTPException

from libs.common.web.problems import NotFound, Refusal


class MalformedRequest(Refusal):
    status = 400
    code = "malformed_request"
    zh = "请求格式有误。"
    en = "The request could not be read."


class Unauthenticated(Refusal):
    status = 401
    code = "unauthenticated"
    zh = "请先登录：令牌缺失、无效或已过期。"
    en = "Sign in first: the token is missing, invalid or expired."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="aftercare"'})


class InvalidToken(Unauthenticated):
    code = "invalid_token"

    def __init__(self) -> None:
        Refusal.__init__(
            self, headers={"WWW-Authenticate": 'Bearer realm="aftercare", error="invalid_token"'}
        )


class NotYourOwn(Refusal):
    status = 403
    code = "not_your_own"
    zh = "您只能处理属于您自己的内容。"
    en = "You may only act on what is your own."


class MethodNotAllowed(Refusal):
    status = 405
    code = "method_not_allowed"
    zh = "此地址不支持该方法。"
    en = "This address does not know the method."


class StaleVersion(Refusal):
    status = 412
    code = "stale_version"
    zh = "内容已被他人更改，请重新读取（当前版本 {current}）。"
    en = "The resource has changed since it was read; it is at version {current} now."


class BodyTooLarge(Refusal):
    status = 413
    code = "body_too_large"
    zh = "请求内容超过 {limit} 字节。"
    en = "The body is larger than {limit} bytes."


class UnsupportedMediaType(Refusal):
    status = 415
    code = "unsupported_media_type"
    zh = "请以 {expected} 发送内容。"
    en = "Send the body as {expected}."


class TooManyRequests(Refusal):
    status = 429
    code = "too_many_requests"
    zh = "请求过于频繁，请稍后再试。"
    en = "Too many requests; please wait."


class HeadTooLarge(Refusal):
    status = 431
    code = "head_too_large"
    zh = "请求头超过 {limit} 字节。"
    en = "The request line and headers are larger than {limit} bytes."


class AlreadyThere(Refusal):
    """Two requests at the same time broke a uniqueness or a reference that the database keeps."""

    code = "already_there"
    zh = "已有相同或相关的记录。"
    en = "A record like this, or one that depends on it, exists already."


class ClockRefused(Refusal):
    """A deadline's clock isn't in the state for it, which no rule of the room has foreseen."""

    code = "clock_refused"
    zh = "时钟状态不允许此操作：{reason}。"
    en = "The clock's state does not allow this: {reason}."


class InternalError(Refusal):
    status = 500
    code = "internal_error"
    zh = "系统内部错误，已记录。"
    en = "An internal error; it has been recorded."


_BY_STATUS: dict[int, type[Refusal]] = {
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
    429: TooManyRequests,
}


def from_framework(error: HTTPException) -> Refusal:
    """The framework's own refusals (unknown address, method, form) as ours."""
    if error.status_code == HTTPStatus.NOT_FOUND:
        return NotFound()
    kind = _BY_STATUS.get(error.status_code, MalformedRequest)
    return kind(headers=error.headers, limit="?", expected="?")
