"""Decides from a history alone, in the style of Jepsen: what was lost, doubled, disordered or is stuck.

Each finding is a line that names what is wrong. Nothing here knows how the system works inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.doubling import doubled
from tests.faults.history import History
from tests.faults.losing import lost
from tests.faults.ordering import disordered


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
        lost=list(lost(history)),
        doubled=list(doubled(history)),
        disordered=list(disordered(history)),
        stuck=[*_unanswered(history), *history.left],
    )


def _unanswered(history: History) -> Iterator[str]:
    for sent in history.sent:
        if sent.outcome == "waiting":
            yield f"{sent.key} {sent.path} never got an answer: {sent.code}"
