"""What was heard or took effect in another order than it happened, or ended up different."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from tests.faults.history import Effect, History, Published

Place = tuple[str, UUID]
"""Of an event: topic and key."""


def disordered(history: History) -> Iterator[str]:
    yield from _disordered_events(history)
    yield from _disordered_effects(history)
    yield from _different_copies(history)


def _disordered_events(history: History) -> Iterator[str]:
    """Versions of a key rise from batch to batch, and the consumer has reached the last."""
    events = {event.event: event for event in history.published}
    heard: dict[tuple[str, Place], list[tuple[int, int]]] = defaultdict(list)
    for one in history.applied:
        if event := events.get(one.event):
            heard[one.consumer, (event.topic, event.key)].append((event.version, one.batch))
    reached = {(row.consumer, (row.topic, row.key)): row.version for row in history.reached}
    for (consumer, place), steps in heard.items():
        steps.sort()
        for (version, batch), (later, later_batch) in pairwise(steps):
            if later_batch < batch:
                yield f"{consumer} heard version {later} of {place} before {version}"
        if reached.get((consumer, place)) != steps[-1][0]:
            yield f"{consumer} stands at {reached.get((consumer, place))} of {place}, not at {steps[-1][0]}"


def _disordered_effects(history: History) -> Iterator[str]:
    """What a key's events did to an aggregate stands in its trail in the order of their versions."""
    events = {str(event.event): event for event in history.published}
    last: dict[tuple[UUID, Place], tuple[Published, Effect]] = {}
    for effect in sorted(history.effects, key=lambda effect: effect.version):
        if event := events.get(effect.request):
            lane = effect.aggregate, (event.topic, event.key)
            if lane in last and last[lane][0].version > event.version:
                before = last[lane][0]
                yield f"{effect.aggregate}: {before.type} {before.version} took effect before {event.version}"
            last[lane] = event, effect
    yield from history.broken_chains


def _different_copies(history: History) -> Iterator[str]:
    for copy in history.copies:
        if copy.owned is not None and copy.kept is not None and copy.owned != copy.kept:
            yield f"{copy.name} {copy.id}: the owner has {copy.owned}, kept is {copy.kept}"
