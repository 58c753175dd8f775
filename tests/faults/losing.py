"""What was acknowledged or told, and is not there."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from tests.faults.history import History


def lost(history: History) -> Iterator[str]:
    yield from _lost_requests(history)
    yield from _lost_changes(history)
    yield from _lost_events(history)
    yield from _lost_copies(history)


def _lost_requests(history: History) -> Iterator[str]:
    """Acknowledged, but the owner's trail knows nothing of it."""
    known = {(effect.service, effect.request) for effect in history.effects}
    for sent in history.sent:
        if sent.outcome == "acknowledged" and (sent.service, sent.key) not in known:
            yield f"{sent.key} {sent.path} was acknowledged and left no trace"


def _lost_changes(history: History) -> Iterator[str]:
    """Trail, row and log of an aggregate tell the same: each version once, up to the row's own."""
    told: dict[tuple[str, UUID], set[int]] = defaultdict(set)
    kinds: dict[tuple[str, UUID], str] = {}
    for effect in history.effects:
        told[effect.service, effect.aggregate].add(effect.version)
        kinds[effect.service, effect.aggregate] = effect.kind
    for event in history.published:
        told[event.service, event.key].add(event.version)
    for (service, aggregate), versions in told.items():
        kind = kinds.get((service, aggregate), "?")
        row = history.rows.get((service, kind, aggregate))
        if row != max(versions):
            yield f"{service} {kind} {aggregate}: the row says {row}, its trail {max(versions)}"
        elif gaps := set(range(1, row + 1)) - versions:
            yield f"{service} {kind} {aggregate}: nothing tells of versions {sorted(gaps)}"


def _lost_events(history: History) -> Iterator[str]:
    """In the log, but not applied by somebody who listens."""
    applied = {(one.consumer, one.event) for one in history.applied}
    for consumer, types in history.listening.items():
        for event in history.published:
            if event.type in types and (consumer, event.event) not in applied:
                place = f"version {event.version} of {event.key}"
                yield f"{consumer} never heard {event.type} {event.event}, {place}"


def _lost_copies(history: History) -> Iterator[str]:
    for copy in history.copies:
        if copy.kept is None:
            yield f"{copy.name} {copy.id} is missing"
