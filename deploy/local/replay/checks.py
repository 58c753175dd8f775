"""What must be true after a replay, whatever was killed in the middle of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deploy.local.replay.desk import Desk, each
from deploy.local.replay.ledgers import Ledgers
from deploy.local.replay.life import Life

ENDED = ("closed", "cancelled")


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    wrong: Sequence[str]


async def check_all(desk: Desk, lives: Sequence[Life], ledgers: Ledgers) -> list[Check]:
    return [
        await _tickets_ended(desk, lives),
        await _visits_documented(desk, [life for life in lives if not life.stopped]),
        Check("no event lost: each was applied by everybody who listens", ledgers.lost),
        Check("nothing left in a queue or set aside", ledgers.left),
        Check("every audit chain intact", ledgers.broken_chains),
    ]


async def _tickets_ended(desk: Desk, lives: Iterable[Life]) -> Check:
    async def wrong(life: Life) -> str | None:
        ticket = await desk.get("agent", life.ticket_path)
        if ticket["status"] in ENDED:
            return None
        return f"{ticket['number']} is {ticket['status']}: {life.stopped or 'no reason'}"

    return Check(
        "every ticket closed, or open for a stated reason", list(filter(None, await each(lives, wrong)))
    )


async def _visits_documented(desk: Desk, lives: Iterable[Life]) -> Check:
    """One visit and one survey a ticket: none lost, none made twice."""

    async def wrong(life: Life) -> str | None:
        ticket = life.ticket["id"]
        visits = await desk.get("dispatcher", "/dispatch/v1/visits", ticket_id=ticket)
        surveys = await desk.get("agent", "/followup/v1/surveys", ticket_id=ticket)
        reports = [visit["report"] for visit in visits["items"]]
        if len(reports) == 1 and reports[0] and len(surveys["items"]) == 1:
            return None
        return f"{life.ticket['number']}: {reports}, {len(surveys['items'])} surveys"

    found = list(filter(None, await each(lives, wrong)))
    return Check("every closed visit has its report, and the ticket one survey", found)
