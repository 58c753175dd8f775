"""What must be true after a replay, whatever was killed in the middle of it."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deploy.local.replay.desk import Desk
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
    wrong = []
    for life in lives:
        ticket = await desk.get("agent", life.ticket_path)
        if ticket["status"] not in ENDED:
            wrong.append(f"{ticket['number']} is {ticket['status']}: {life.stopped or 'no reason'}")
    return Check("every ticket closed, or open for a stated reason", wrong)


async def _visits_documented(desk: Desk, lives: Iterable[Life]) -> Check:
    """One visit and one survey a ticket: none lost, none made twice."""
    wrong = []
    for life in lives:
        ticket = life.ticket["id"]
        visits, surveys = await asyncio.gather(
            desk.get("dispatcher", "/dispatch/v1/visits", ticket_id=ticket),
            desk.get("agent", "/followup/v1/surveys", ticket_id=ticket),
        )
        reports = [visit["report"] for visit in visits["items"]]
        if len(reports) != 1 or not reports[0] or len(surveys["items"]) != 1:
            wrong.append(f"{life.ticket['number']}: {reports}, {len(surveys['items'])} surveys")
    return Check("every closed visit has its report, and the ticket one survey", wrong)
