"""Notifications arrive at least once and in order, whatever the receiver does."""

import asyncio
import base64
import hmac
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.firing import Firing
from libs.common.timers import Timers
from libs.common.webhooks.courier import Courier
from libs.common.webhooks.guard import Guard
from libs.common.webhooks.posting import Poster, new_secret
from libs.common.webhooks.schedule import DELAYS
from services.intake.tmf621 import hub
from tests.integration.intake.house import Intake
from tests.integration.intake.tmf621.conftest import another_courier
from tests.integration.intake.tmf621.house import Partner
from tests.integration.intake.tmf621.receiver import SLOW, Receiver
from tests.integration.intake.tmf621.test_hub import listen


async def deliveries(intake: Intake, subscription: str, state: str) -> list[dict[str, Any]]:
    answer = await Partner(intake).ask("GET", f"/hub/{subscription}/deliveries?state={state}")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_broken_receiver_is_asked_again_in_order(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    subscription = await listen(intake, receiver)
    client = Partner(intake)
    trouble, other = await client.open(), await client.open()
    await client.patch(trouble["id"], status="held")
    await intake.hear_itself()
    receiver.answers.extend([500, 503])

    await courier.send_due()

    assert receiver.statuses(trouble["id"]) == receiver.statuses(other["id"]) == []
    waiting = await deliveries(intake, subscription, "waiting")
    assert sorted((one["attempts"], one["status"]) for one in waiting) == [(0, None), (1, 500), (1, 503)]
    await courier.send_due()
    assert receiver.asked == 2, "not before its time"

    await intake.move(seconds=DELAYS[0].total_seconds())
    await courier.send_due()

    assert receiver.statuses(trouble["id"]) == ["acknowledged", "held"]
    assert receiver.statuses(other["id"]) == ["acknowledged"]
    assert await deliveries(intake, subscription, "waiting") == []
    assert len(await deliveries(intake, subscription, "delivered")) == 3


async def test_a_ticket_that_is_refused_holds_up_no_other(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    await listen(intake, receiver)
    client = Partner(intake)
    first = await client.open()
    await intake.hear_itself()
    receiver.answers.append(400)
    await courier.send_due()

    second = await client.open()
    await intake.hear_itself()
    await courier.send_due()

    assert receiver.statuses(second["id"]) == ["acknowledged"]
    assert receiver.statuses(first["id"]) == []


@pytest.mark.usefixtures("courier")
async def test_a_slow_receiver_holds_up_no_other(intake: Intake) -> None:
    impatient = another_courier(intake, longest=4)
    async with Receiver() as slow, Receiver() as quick:
        held_up = await listen(intake, slow)
        await listen(intake, quick)
        slow.answers.extend([SLOW] * 3)
        tickets = [(await Partner(intake).open())["id"] for _ in range(3)]
        await intake.hear_itself()

        await impatient.send_due()

        assert [quick.statuses(ticket) for ticket in tickets] == [["acknowledged"]] * 3
        errors = {one["error"] for one in await deliveries(intake, held_up, "waiting")}
        assert errors == {"no answer within 4 s"}
    await impatient.close()


async def test_a_redirect_is_not_followed(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    subscription = await listen(intake, receiver)
    await Partner(intake).open()
    await intake.hear_itself()
    receiver.answers.append(302)

    await courier.send_due()

    assert receiver.asked == 1
    assert [one["status"] for one in await deliveries(intake, subscription, "waiting")] == [302]


async def test_a_receiver_that_comes_back_gets_everything(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    subscription = await listen(intake, receiver)
    await receiver.close()
    client = Partner(intake)
    trouble = await client.open()
    for status in ("held", "acknowledged", "cancelled"):
        await client.patch(trouble["id"], status=status)
    await intake.hear_itself()
    await courier.send_due()
    assert [one["error"] for one in await deliveries(intake, subscription, "waiting")].count(
        "ConnectError"
    ) == 1

    await receiver.open()
    await intake.move(hours=1)
    await courier.send_due()

    assert receiver.statuses(trouble["id"]) == ["acknowledged", "held", "acknowledged", "cancelled"]


async def test_after_three_days_it_is_given_up_shown_and_sent_again_when_asked(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    subscription = await listen(intake, receiver)
    trouble = await Partner(intake).open()
    await intake.hear_itself()
    receiver.answers.extend([500] * 50)

    for delay in (*DELAYS, *DELAYS):
        await courier.send_due()
        intake.clock.move_to(intake.now + delay)

    (dead,) = await deliveries(intake, subscription, "dead")
    assert (dead["subject"], dead["error"]) == (trouble["id"], "answered 500")
    assert receiver.asked == dead["attempts"] <= len(DELAYS) + 1
    receiver.answers.clear()
    replayed = await Partner(intake).ask("POST", f"/hub/{subscription}/replay", {})
    assert replayed.json() == {"again": 1}
    await courier.send_due()
    assert receiver.statuses(trouble["id"]) == ["acknowledged"]


async def test_what_a_dead_worker_was_at_is_sent_again(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    await listen(intake, receiver)
    trouble = await Partner(intake).open()
    await intake.hear_itself()
    async with intake.database.transaction() as session:
        (endpoint,) = await hub.queue.endpoints_due(session, now=intake.now)
        assert len(await hub.queue.claim(session, endpoint, now=intake.now)) == 1
    await courier.send_due()
    assert receiver.asked == 0, "another worker is at it"

    async with intake.database.transaction() as session:
        await session.execute(
            text("UPDATE hub_deliveries SET leased_until = leased_until - interval '1 hour'")
        )
    await courier.send_due()

    assert receiver.statuses(trouble["id"]) == ["acknowledged"]


async def test_two_workers_send_each_once(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    await listen(intake, receiver)
    tickets = [(await Partner(intake).open())["id"] for _ in range(12)]
    await intake.hear_itself()
    other = another_courier(intake)

    await asyncio.gather(courier.send_due(), other.send_due())

    assert receiver.asked == 12
    assert all(receiver.statuses(ticket) == ["acknowledged"] for ticket in tickets)
    await other.close()


async def test_a_timer_wakes_the_courier(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    timers = Timers("intake")
    courier.register(timers)
    firing = Firing(timers, database=intake.database, clock=intake.clock, wakeup=intake.app.state.wakeup)
    await listen(intake, receiver)
    running = asyncio.create_task(courier.run())
    await Partner(intake).open()
    await intake.hear_itself()

    await firing.fire_due()
    await asyncio.wait_for(receiver.came.wait(), 10)

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert receiver.kinds() == ["TroubleTicketCreateEvent"]


async def test_an_event_heard_twice_is_told_once(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    await listen(intake, receiver)
    await Partner(intake).open()

    await intake.hear_itself()
    await intake.hear_itself()
    await courier.send_due()

    assert receiver.kinds() == ["TroubleTicketCreateEvent"]


async def test_a_name_that_was_pointed_inside_is_not_called(receiver: Receiver) -> None:
    poster = Poster(Guard())
    url = f"https://localhost:{receiver.port}/"

    outcome = await poster.post(url, secret=new_secret(), message_id="1", body=b"{}")

    assert outcome.error == "refused: the host stands for an address that is not public"
    assert receiver.asked == 0
    await poster.close()


async def test_a_receiver_knows_that_it_was_us(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    answer = await Partner(intake).ask("POST", "/hub", {"callback": receiver.url})
    secret = answer.json()["secret"]
    await Partner(intake).open()
    await intake.hear_itself()
    await courier.send_due()

    headers, body = receiver.headers[0], receiver.bodies[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, sha256)
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
