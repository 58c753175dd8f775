"""How often one client may ask: a window a minute long, counted in this process, in machine time."""

import time
from dataclasses import dataclass

_WINDOW = 60


@dataclass
class Limiter:
    """`quota` requests a minute for each client. With several processes each counts by itself."""

    quota: int

    def __post_init__(self) -> None:
        self._window = 0
        self._counts: dict[str, int] = {}

    def take(self, client: str) -> tuple[int, int]:
        """Requests left, -1 when refused, and the seconds until the window ends."""
        now = int(time.monotonic())
        if now // _WINDOW != self._window:
            self._window, self._counts = now // _WINDOW, {}
        used = self._counts.get(client, 0)
        left = self.quota - used - 1
        if left >= 0:
            self._counts[client] = used + 1
        return max(left, -1), _WINDOW - now % _WINDOW

    def headers(self, left: int, seconds: int) -> dict[str, str]:
        """The IETF draft's `RateLimit-Policy` and `RateLimit`."""
        return {
            "RateLimit-Policy": f'"default";q={self.quota};w={_WINDOW}',
            "RateLimit": f'"default";r={max(left, 0)};t={seconds}',
        }
