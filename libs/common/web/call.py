"""What is known of a request before its route: id, trace, language, client."""

import re
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import Scope

from libs.common.act import Language
from libs.common.ids import new_id
from libs.common.trace import continued
from libs.common.web.language import preferred
from libs.common.web.limiter import Limiter
from libs.common.web.refusals import TooManyRequests

_REQUEST_ID = re.compile(r"[\w.:@/+=-]{1,128}", re.ASCII)


@dataclass(slots=True)
class Call:
    request_id: str
    traceparent: str
    """The caller's trace, or a new one; the span is ours."""
    language: Language
    client: str
    headers: dict[str, str] = field(default_factory=dict)
    """Go with the answer, whatever it is."""

    @classmethod
    def of(cls, scope: Scope) -> "Call":
        headers = Headers(scope=scope)
        request_id = headers.get("x-request-id", "")
        if not _REQUEST_ID.fullmatch(request_id):
            request_id = str(new_id())
        traceparents = headers.getlist("traceparent")
        return cls(
            request_id=request_id,
            traceparent=continued(traceparents[0] if len(traceparents) == 1 else None),
            language=preferred(headers.get("accept-language", "")),
            client=str((scope.get("client") or ["?"])[0]),
            headers={"X-Request-Id": request_id},
        )

    def headers_sent(self) -> list[tuple[bytes, bytes]]:
        return [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]

    def limit(self, limiter: Limiter, client: str) -> None:
        """Raises `TooManyRequests`."""
        left, seconds = limiter.take(client)
        self.headers.update(limiter.headers(left, seconds))
        if left < 0:
            raise TooManyRequests(headers={"Retry-After": str(seconds)})
