"""What is there more often than it was asked for, or though it was refused."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from tests.faults.history import History


def doubled(history: History) -> Iterator[str]:
    yield from _doubled_requests(history)
    yield from _doubled_effects(history)
    yield from _doubled_copies(history)


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
