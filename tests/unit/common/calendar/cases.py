"""Random cases of a property: described in one draw each, dealt out in parts, counted."""

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

Value = TypeVar("Value")
Property = Callable[[Value], None]
Tests = Callable[..., None]

EXAMPLES = os.environ.get("CALENDAR_EXAMPLES")
MANY = int(EXAMPLES or 2_000)
"""Cases of a property in the normal run; `CALENDAR_EXAMPLES=100000` for the long one."""
SOME = MANY // 10
_PART = 10_000
"""As many cases are one test, so that workers share them and none remembers all."""


class Digits:
    """A case's bytes read as numbers: drawing each number by itself takes longer than all comparing."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def below(self, count: int) -> int:
        return (next(self._data) * 256 + next(self._data)) % count

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def one_of(self, values: Sequence[Value]) -> Value:
        return values[self.below(len(values))]


def described(read: Callable[[Digits], Value], *, digits: int) -> st.SearchStrategy[Value]:
    """`read` takes what it needs of the digits; the simplest case is all zeros."""

    def case(data: bytes) -> Value:
        return read(Digits(data))

    return st.binary(min_size=2 * digits, max_size=2 * digits).map(case)


def holds_for(cases: st.SearchStrategy[Value], count: int) -> Callable[[Property[Value]], Tests]:
    """The property becomes tests that try `count` cases together, each part with random ones of its own."""

    def as_tests(holds: Property[Value]) -> Tests:
        def parts(cases_of_part: int, record_property: Callable[[str, object], None]) -> None:
            tried = 0

            @settings(max_examples=cases_of_part)
            @given(cases)
            def part(case: Value) -> None:
                nonlocal tried
                tried += 1
                note(case)
                holds(case)

            part()
            record_property("cases", tried)

        parts.__name__, parts.__module__ = holds.__name__, holds.__module__
        sizes = [min(_PART, count - done) for done in range(0, count, _PART)]
        return pytest.mark.parametrize("cases_of_part", sizes)(parts)

    return as_tests
