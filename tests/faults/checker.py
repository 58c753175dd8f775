"""Decides from a history alone, in the style of Jepsen: what was lost, doubled, disordered or is stuck.

Each finding is a line that names what is wrong. Nothing here knows how the system works inside.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from tests.faults.history import Effect, History, Published

Place = tuple[str, UUID]
"""Of an event: topic and key."""


@dataclass(frozen=True, slots=True)
class Verdict:
    acknowledged: int
    lost: list[str]
    doubled: list[str]
    disordered: list[str]
    stuck: list[str]

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.stuck)


def judge(history: History) -> Verdict:
    return Verdict(
        acknowledged=sum(sent.outcome == "acknowledged" for sent in history.sent),
        lost=[
            *_lost_requests(history),
            *_lost_changes(history),
            *_lost_events(history),
            *_lost_copies(history),
        ],
        doubled=[*_doubled_requests(history), *_doubled_effects(history), *_doubled_copies(history)],
        disordered=[*_disordered_events(history), *_disordered_effects(history), *_different_copies(history)],
        stuck=[*_unanswered(history), *history.left],
    )


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


def _doubled_requests(history: History) -> Iterator[str]:
    """One request, one transaction, one answer; and none for what was refused."""
    times: dict[tuple[str, str], set[float]] = defaultdict(set)
    for effect in history.effects:
        times[effect.service, effect.request].add(effect.transaction)
    for sent in history.sent:
        count = len(times[sent.service, sent.key])
        if count > 1:
            yield f"{sent.key} {sent.path} took effect {count} times"
        if count and sent.outcome == "refused":
            yield f"{sent.key} {sent.path} was refused ({sent.code}) and took effect"
        if len(sent.told) > 1:
            yield f"{sent.key} {sent.path} was answered with {len(sent.told)} different ids"


def _doubled_effects(history: History) -> Iterator[str]:
    """The same event changed the same aggregate in the same way in two transactions."""
    events = {str(event.event) for event in history.published}
    times: dict[tuple[str, UUID, str, str], set[float]] = defaultdict(set)
    for effect in history.effects:
        if effect.request in events:
            change = effect.service, effect.aggregate, effect.verb, effect.request
            times[change].add(effect.transaction)
    for (service, aggregate, verb, event), distinct in times.items():
        if len(distinct) > 1:
            yield f"{service} {verb} of {aggregate} by event {event} happened {len(distinct)} times"
    for (consumer, applied), count in Counter((one.consumer, one.event) for one in history.applied).items():
        if count > 1:
            yield f"{consumer} applied {applied} {count} times"


def _doubled_copies(history: History) -> Iterator[str]:
    for copy in history.copies:
        if copy.owned is None:
            yield f"{copy.name} {copy.id} is there without an original"


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


def _unanswered(history: History) -> Iterator[str]:
    for sent in history.sent:
        if sent.outcome == "waiting":
            yield f"{sent.key} {sent.path} never got an answer: {sent.code}"
