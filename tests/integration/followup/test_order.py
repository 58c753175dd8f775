"""Whatever order the topics come in, the same is asked in the end (XC-02)."""

from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from libs.common.events import intake
from libs.common.events.envelope import Received
from libs.common.ids import new_id
from tests.integration.followup.house import FollowUps, closed, completed, opened, registered

Stream = list[Received[Any]]

_CALLS = "SELECT reason, due_at, source_id FROM follow_ups WHERE customer_id = :id AND status = 'open'"
_SURVEYS = """
    SELECT resolution, given, visit_id, technician, workers, customer_id, status
    FROM surveys WHERE customer_id = :id ORDER BY resolution"""
_TIMERS = "SELECT kind, due_at FROM timers WHERE key = CAST(CAST(:id AS uuid) AS text)"


@pytest.mark.rule("XC-02", "FU-02", "FU-04")
@pytest.mark.parametrize("seed", range(6))
async def test_the_order_between_topics_does_not_matter(followup: FollowUps, seed: int) -> None:
    chance = Random(seed)
    expected = None
    began = followup.now
    for turn in range(5):
        followup.clock.move_to(began)
        customer, names, streams = await story(followup)
        events = in_order(streams) if turn == 0 else shuffled(streams, chance)
        if turn % 2:
            await followup.deliver(*events)
        else:
            for event in events:
                await followup.deliver(event)
        result = await asked(followup, customer, names)
        expected = expected or result
        assert result == expected
    assert expected is not None
    assert [survey[:3] for survey in expected[0]] == [(1, "paper", "second"), (2, "link", "third")]


async def story(followup: FollowUps) -> tuple[UUID, dict[UUID, str], list[Stream]]:
    """Survey refused on the first visit, given on the second; closed, re-opened, visited, closed again."""
    customer, ticket = new_id(), new_id()
    visits = {new_id(): name for name in ("first", "second", "third")}
    first, second, third = visits
    streams: dict[UUID, Stream] = {}

    async def happen(data: Any, subject: UUID) -> None:
        await followup.move(hours=3)
        streams.setdefault(subject, []).append(followup.event(data, subject))

    await happen(registered(tier="key"), customer)
    await happen(opened(customer), ticket)
    await happen(completed(ticket, "refused", at=followup.now, user="wang"), first)
    await happen(completed(ticket, "paper", at=followup.now), second)
    await happen(closed(1), ticket)
    await happen(intake.TicketReopened(reason="again", repeat_repair=True), ticket)
    await happen(completed(ticket, "link", at=followup.now), third)
    await happen(closed(2), ticket)
    return customer, visits, list(streams.values())


async def asked(followup: FollowUps, customer: UUID, names: dict[UUID, str]) -> tuple[Any, ...]:
    async with followup.database.transaction() as session:

        async def rows(query: str) -> list[tuple[Any, ...]]:
            found = (await session.execute(text(query), {"id": customer})).all()
            return [tuple(names.get(v, v) if isinstance(v, UUID) else v for v in row) for row in found]

        surveys = [(*row[:5], row[5] == customer, row[6]) for row in await rows(_SURVEYS)]
        return surveys, await rows(_CALLS), await rows(_TIMERS)


def in_order(streams: list[Stream]) -> Stream:
    return sorted((event for stream in streams for event in stream), key=lambda event: event.time)


def shuffled(streams: list[Stream], chance: Random) -> Stream:
    """Any interleaving; the order within a stream, an aggregate of a topic, is kept."""
    left = [list(stream) for stream in streams]
    mixed = []
    while any(left):
        mixed.append(chance.choice([stream for stream in left if stream]).pop(0))
    return mixed
