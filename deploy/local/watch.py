"""Tells the person at the terminal when events wait too long, and when they no longer do (XC-07)."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from deploy.local.terminal import report
from libs.common.backlog import FIRST, Backlog
from libs.common.database import Database
from libs.common.faults import is_passing
from libs.common.partitions import age, first_id
from libs.common.status import outbox_status

Spell = tuple[str, str]
"""A service, and which of its events are late: `unsent` or `unapplied`."""

LATE = timedelta(seconds=10)
_LOOK_EVERY, _LOOK_AGAIN = 5.0, 1.5
_LOOK_BACK = timedelta(hours=1)
_LONGEST_COMMIT = timedelta(minutes=1)


def watch(databases: Mapping[str, str]) -> None:
    """Until the process ends; `databases` are URLs by service."""
    asyncio.run(Watch(databases, say=report).run())


class Watch:
    """One line when a spell begins and one when it ends, for each service and direction."""

    def __init__(
        self, databases: Mapping[str, str], *, say: Callable[[str], None], late: timedelta = LATE
    ) -> None:
        self._late_after = late
        self._databases = {service: Database(url, pool_size=1) for service, url in databases.items()}
        self._backlog = Backlog(self._databases)
        self._say = say
        self._dealt_with = dict.fromkeys(self._backlog.pairs, first_id(datetime.now(UTC) - _LOOK_BACK))
        self._spells: set[Spell] = set()

    async def run(self) -> None:
        told = ""
        while True:
            try:
                if await self.look():
                    await asyncio.sleep(_LOOK_AGAIN)
                    await self.look(certain=True)
            except Exception as failure:
                name = type(failure).__name__
                if not is_passing(failure) and name != told:
                    told = name
                    self._say(f"the watch over events fails: {name}")
            await asyncio.sleep(_LOOK_EVERY)

    async def look(self, *, certain: bool = False) -> bool:
        """Tell what has ended, and what has begun if `certain`; whether something has begun.

        A relay that fills a fresh broker has very old events to send for a moment, which is no spell.
        """
        late = await self._late()
        begun = late.keys() - self._spells
        for service, what in sorted(self._spells - late.keys()):
            self._spells.discard((service, what))
            self._say(f"{service} has caught up: no {what} event is late any more")
        for service, what in sorted(begun) if certain else ():
            self._spells.add((service, what))
            seconds = late[service, what]
            self._say(
                f"{service} is late: its oldest {what} event is {seconds:.0f} s old (aftercare bus status)"
            )
        return bool(begun)

    async def _late(self) -> dict[Spell, float]:
        """Ages in seconds. Nobody begins to be late for what its owner has not sent."""
        late: dict[Spell, float] = {}
        newest: dict[str, UUID | None] = {}
        for service, database in self._databases.items():
            unsent, newest[service] = await outbox_status(database)
            if unsent > self._late_after.total_seconds():
                late[service, "unsent"] = unsent
        for pair in self._backlog.pairs:
            owner, listener = pair
            if (owner, "unsent") in late and (listener, "unapplied") not in self._spells:
                continue
            if (newest[owner] or FIRST) <= self._dealt_with[pair]:
                continue
            if (oldest := await self._oldest_unapplied(pair)) is not None:
                before = late.get((listener, "unapplied"), 0)
                late[listener, "unapplied"] = max(before, age(oldest))
        return late

    async def _oldest_unapplied(self, pair: tuple[str, str]) -> UUID | None:
        """An owner that tells nothing more is not asked again after a while."""
        before = datetime.now(UTC) - self._late_after
        oldest, dealt_with = await self._backlog.oldest(
            pair, after=self._dealt_with[pair], before=first_id(before)
        )
        settled = dealt_with if oldest else first_id(before - _LONGEST_COMMIT)
        self._dealt_with[pair] = max(dealt_with, settled)
        return oldest
