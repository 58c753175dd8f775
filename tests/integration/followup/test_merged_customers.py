"""Two files that are one customer: one clock, one call for all reasons (FU-03, FU-06, IN-11)."""

from itertools import permutations
from typing import Any

import pytest

from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.followup.house import FollowUps, opened
from tests.integration.followup.test_intervals import server


async def merge(followup: FollowUps, merged: Any, into: Any) -> None:
    await followup.hear(intake.CustomersMerged(into=into), of=merged)


@pytest.mark.rule("IN-11", "FU-06")
async def test_calls_surveys_and_tickets_go_with_the_file_and_come_back(followup: FollowUps) -> None:
    survivor, merged = await followup.customer(), await followup.customer()
    ticket = await followup.ticket(merged)
    await followup.visited(ticket)
    [call] = await followup.calls(f"ticket_id={ticket}")
    [survey] = await followup.surveys(ticket)
    assert (call["customer_id"], survey["customer_id"]) == (str(merged), str(merged))

    await merge(followup, merged, survivor)

    assert [call["id"] for call in await followup.calls(f"customer_id={survivor}")] == [call["id"]]
    assert (await followup.surveys(ticket))[0]["customer_id"] == str(survivor)
    later = await followup.ticket(merged)
    await followup.visited(later)
    assert (await followup.surveys(later))[0]["customer_id"] == str(survivor)

    await followup.hear(intake.CustomersUnmerged(from_id=survivor), of=merged)

    assert [call["id"] for call in await followup.calls(f"customer_id={merged}")] == [call["id"]]
    assert (await followup.surveys(ticket))[0]["customer_id"] == str(merged)


@pytest.mark.rule("IN-11", "FU-03")
async def test_the_interval_is_the_survivors_and_counts_from_the_last_contact_with_either(
    followup: FollowUps,
) -> None:
    survivor, merged = await followup.customer(tier="key"), await followup.customer(tier="key")
    await followup.move(days=30)
    await followup.hear(
        intake.ContactRegistered(
            channel="phone",
            direction="inbound",
            kind="consultation",
            answered=True,
            occurred_at=followup.now,
            customer_id=merged,
            ticket_id=None,
        )
    )
    await merge(followup, merged, survivor)
    await followup.move_to(followup.now.replace(month=9, day=30))
    assert await followup.calls() == []
    await followup.move(days=3)
    [call] = await followup.calls()
    assert (call["reason"], call["customer_id"]) == ("interval", str(survivor))

    await followup.hear(intake.CustomersUnmerged(from_id=survivor), of=merged)
    await followup.ring()

    assert {call["customer_id"] for call in await followup.calls("status=open")} == {
        str(survivor),
        str(merged),
    }


@pytest.mark.rule("IN-11", "FU-03")
async def test_the_month_of_a_merged_files_product_is_the_survivors_while_it_is_merged(
    followup: FollowUps,
) -> None:
    survivor, merged = await followup.customer(), await followup.customer()
    await followup.hear(server(), of=merged)
    await merge(followup, merged, survivor)
    await followup.move(days=45)
    [call] = await followup.calls()
    assert (call["reason"], call["customer_id"]) == ("monthly", str(survivor))

    await followup.hear(intake.CustomersUnmerged(from_id=survivor), of=merged)
    await followup.ring()

    assert [call["customer_id"] for call in await followup.calls("status=open")] == [str(merged)]


@pytest.mark.rule("IN-11", "XC-02")
@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_chain_of_merges_ends_the_same_in_any_order_between_files(
    followup: FollowUps, order: tuple[int, ...]
) -> None:
    """Each event names the survivor itself: `first` became part of `second`, and with it of `third`."""
    first, second, third = (new_id() for _ in range(3))
    ticket = new_id()
    news: list[list[tuple[Any, Any]]] = [
        [
            (intake.CustomersMerged(into=second), first),
            (intake.CustomersMerged(into=third), first),
        ],
        [(intake.CustomersMerged(into=third), second)],
        [(opened(first), ticket)],
    ]
    for key in order:
        for data, subject in news[key]:
            await followup.hear(data, of=subject)
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    assert survey["customer_id"] == str(third)
