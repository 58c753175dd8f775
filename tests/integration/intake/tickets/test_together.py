"""Tickets asked for at the same time share a transaction, and nobody notices."""

import asyncio
import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text

from libs.common import audit
from libs.common.act import Act, Actor
from libs.common.events.intake import TicketOpened
from services.intake.tickets.models import Ticket
from services.intake.tickets.opening import open_ticket
from services.intake.tickets.schemas import OpenTicket
from tests.integration.intake import told
from tests.integration.intake.house import Intake

TICKETS = "/intake/v1/tickets"
Row = dict[str, Any]


async def body(intake: Intake, **changes: Any) -> Row:
    """Of a customer and a unit of its own."""
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ids = {"customer_id": customer["id"], "unit_id": unit["id"]}
    return {**ids, "kind": "repair", "fault": {"text": "不制冷"}, **changes}


async def ask(intake: Intake, *bodies: Row, keys: tuple[str, ...] = ()) -> list[httpx.Response]:
    """All at once; each under its key, if there are any."""
    heads = [{"Idempotency-Key": key} for key in keys] or [{}] * len(bodies)
    asked = zip(bodies, heads, strict=True)
    return await asyncio.gather(
        *(intake.agent.post(TICKETS, json=body, headers=head) for body, head in asked)
    )


def outcomes(answers: list[httpx.Response]) -> list[str]:
    """The status, and the code of a refusal."""
    return [f"{answer.status_code} {answer.json().get('code', '')}".strip() for answer in answers]


async def rows(intake: Intake, query: str) -> list[Any]:
    async with intake.database.transaction() as session:
        return list(await session.execute(text(query)))


@pytest.mark.rule("IN-05", "XC-02", "XC-06")
async def test_each_has_its_number_its_event_its_alarm_and_its_entry(intake: Intake) -> None:
    bodies = [await body(intake) for _ in range(6)]
    same_customer = [bodies[0] | {"fault": {"text": f"不制冷 {number}"}} for number in range(6)]

    answers = await ask(intake, *bodies, *same_customer)

    assert outcomes(answers) == ["201"] * 12
    tickets = [answer.json() for answer in answers]
    assert len({ticket["number"] for ticket in tickets}) == 12
    assert {answer.headers["etag"] for answer in answers} == {'"1"'}
    [(transactions, alarms, sent)] = await rows(
        intake,
        "SELECT count(DISTINCT xmin::text), (SELECT count(*) FROM timers WHERE kind = 'tickets.alarm'),"
        " (SELECT count(*) FROM outbox_queue JOIN outbox_log USING (event_id) WHERE topic LIKE '%tickets')"
        " FROM tickets",
    )
    assert (alarms, sent) == (12, 12)
    assert transactions < 6
    assert len(await intake.told(TicketOpened)) == 12
    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []


@pytest.mark.rule("XC-06")
async def test_what_is_written_is_what_is_written_alone(intake: Intake) -> None:
    asked = await body(intake, findings=["liquid"], unknown=["serial"], priority="urgent")
    [together] = await ask(intake, asked)
    act = Act(
        actor=Actor(subject="agent", roles=frozenset({"agent"})),
        now=intake.now,
        request_id="r",
        source="http",
        traceparent=None,
    )
    async with intake.database.transaction() as session:
        wish = OpenTicket.model_validate_json(json.dumps(asked), strict=True)
        alone = (await open_ticket(session=session, act=act, asked=wish)).id

    both = [UUID(together.json()["id"]), alone]
    assert await stored(intake, both[0]) == await stored(intake, both[1])
    first, second = await intake.told(TicketOpened)
    assert _without(first, "number", "voucher_number") == _without(second, "number", "voucher_number")
    entries = await rows(intake, "SELECT entry->'changes' FROM audit WHERE aggregate = 'Ticket'")
    assert [set(changes) for (changes,) in entries] == [set(entries[0][0])] * 2
    assert entries[0][0]["priority"] == [None, "urgent"]
    assert "status" not in entries[0][0], "its default"


async def stored(intake: Intake, id_: UUID) -> Row:
    own = ("id", "number", "voucher_number", "salt", "search", "_sa_instance_state")
    async with intake.database.transaction() as session:
        ticket = (await session.scalars(select(Ticket).where(Ticket.id == id_))).one()
        return {name: value for name, value in vars(ticket).items() if name not in own}


def _without(event: TicketOpened, *names: str) -> Row:
    return {name: getattr(event, name) for name in event.__struct_fields__ if name not in names}


@pytest.mark.rule("IN-04", "IN-19", "XC-04")
async def test_one_that_is_refused_harms_no_other(intake: Intake) -> None:
    good, lacking = await body(intake), await body(intake)
    nobody = good | {"customer_id": "00000000-0000-7000-8000-000000000000"}
    laptop = await told.unit(intake.agent, good["customer_id"], category="pc")
    sent_in = good | {"unit_id": laptop["id"], "sent_in": True}
    unit = await told.unit(intake.agent, lacking["customer_id"])
    async with intake.database.transaction() as session:
        await session.execute(text("UPDATE units SET model = NULL WHERE id = :id"), {"id": unit["id"]})
    answers = await ask(
        intake,
        good,
        nobody,
        sent_in,
        lacking | {"unit_id": unit["id"]},
        good | {"unit_id": unit["id"]},
        good | {"kind": "magic"},
        lacking,
    )

    assert outcomes(answers) == [
        "201",
        "422 unknown_customer",
        "422 backup_needed",
        "422 not_given",
        "422 unknown_unit",
        "422 invalid",
        "201",
    ]
    assert len(await rows(intake, "SELECT id FROM tickets")) == 2


async def test_one_that_the_database_refuses_harms_no_other(intake: Intake) -> None:
    async with intake.database.transaction() as session:
        await session.execute(text("ALTER TABLE tickets ADD CONSTRAINT calm CHECK (fault <> 'fire')"))
    first = await body(intake)
    fire = first | {"fault": {"text": "fire"}}

    answers = await ask(intake, first, first, fire, first, keys=("a", "b", "c", "d"))

    assert outcomes(answers) == ["201", "201", "409 already_there", "201"]
    assert len(await rows(intake, "SELECT id FROM tickets")) == 3
    assert len(await rows(intake, "SELECT key FROM idempotency")) == 3
    async with intake.database.transaction() as session:
        await session.execute(text("ALTER TABLE tickets DROP CONSTRAINT calm"))


@pytest.mark.rule("XC-04")
async def test_a_key_used_many_times_at_once_opens_one_ticket(intake: Intake) -> None:
    asked = await body(intake)

    answers = await ask(intake, *[asked] * 8, keys=("k",) * 8)
    [again] = await ask(intake, asked, keys=("k",))
    [other] = await ask(intake, asked | {"priority": "urgent"}, keys=("k",))

    assert set(outcomes(answers)) <= {"201", "409 idempotency_in_progress"}
    assert {answer.content for answer in answers if answer.status_code == 201} == {again.content}
    assert again.headers["idempotency-replayed"] == "true"
    assert outcomes([other]) == ["422 idempotency_key_reused"]
    assert len(await rows(intake, "SELECT id FROM tickets")) == 1


async def test_who_waits_for_a_customer_lets_the_others_pass(intake: Intake) -> None:
    held, free = await body(intake), await body(intake)
    async with intake.database.transaction() as changing:
        customer = {"id": held["customer_id"]}
        await changing.execute(text("SELECT id FROM customers WHERE id = :id FOR NO KEY UPDATE"), customer)
        waiting = asyncio.create_task(intake.agent.post(TICKETS, json=held))
        passed = await ask(intake, free, free, free)
        assert not waiting.done()

    assert outcomes([*passed, await waiting]) == ["201"] * 4
