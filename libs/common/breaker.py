"""When a consumer fails too often to be trusted."""

from collections import deque


class Breaker:
    """Opens when more of a consumer's last attempts failed than not: a bad release must not empty a topic.

    While it is open a failing event is tried for minutes before the next one is touched.
    """

    def __init__(self) -> None:
        self._failed: deque[bool] = deque(maxlen=100)

    def note(self, *, failed: bool) -> None:
        self._failed.append(failed)

    @property
    def is_open(self) -> bool:
        return sum(self._failed) >= max(5, len(self._failed) / 2)
