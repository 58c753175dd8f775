"""Memory that forked children share with the launcher."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def shared() -> Iterator[None]:
    """What is made in the block stays shared until a child touches it: no collector walks through it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Prepared:
    """What a child runs: built by the launcher before the first fork, so that each life begins with the same.

    Half of what a child would touch to build it, it needs for nothing else and goes on sharing.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._built: Any = None

    def prepare(self) -> None:
        """For the launcher. What can't be built is left to the child, which dies of it and logs why."""
        with shared(), suppress(Exception):
            self._built = self._build()

    def get(self) -> Any:
        """For the child."""
        return self._built or self._build()
