"""What a pack says, section by section, as sentences of `texts.yaml` with their figures (PO-01)."""

from collections.abc import Callable, Iterable

from libs.common.policy.case import Value, Word
from libs.common.policy.figures import Span
from libs.common.policy.operations import DailyHours
from libs.common.policy.pack import Pack

Told = tuple[str, dict[str, Value]]
"""A sentence and what stands in it."""
Tell = Callable[[Pack], Iterable[Told]]


def time_of(span: Span) -> dict[str, Value]:
    amount, unit = (span.hours, "hour") if span.days is None else (span.days, "day")
    one = amount == 1
    return {"amount": amount or 0, "unit": Word(unit if one else f"{unit}s"), "calendar": Word(span.calendar)}


def hours_of(hours: DailyHours) -> dict[str, Value]:
    return {"first": f"{hours.from_:%H:%M}", "to": f"{hours.to:%H:%M}"}
