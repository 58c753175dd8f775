"""What was set aside loses the words of whoever is erased, and of nobody else (IN-12)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from libs.common import deadletter
from libs.common.consumer import Arrival, Consumer
from libs.common.database import Database
from libs.common.events.cloudevents import Record
from libs.common.events.complaints import ComplaintEscalated, ComplaintNotEstablished
from libs.common.events.envelope import Event, Received
from libs.common.events.followup import DissatisfactionReported
from libs.common.ids import new_id
from libs.common.privacy.scrubbing import scrub
from libs.common.testing.bus import as_record
from tests.integration.bus.accounts import NOON

SAID = "王小明家，138 0013 8000"
LISTENER = Consumer("dispatch.cases")


def told(data: Event, *, of: UUID, version: int = 1, about: UUID | None = None) -> Arrival:
    """An event of an aggregate that only its owner has; `about` is its correlation."""
    event: Received[Any] = Received(
        id=new_id(),
        time=NOON + timedelta(minutes=version),
        subject=of,
        version=version,
        actor="agent-1",
        correlation=about,
        traceparent=None,
        data=data,
    )
    row = {
        "topic": data.topic.name,
        "type": data.type,
        "event_id": event.id,
        "key": of,
        "data": msgspec.json.encode(data),
        **{name: getattr(event, name) for name in ("time", "version", "actor", "correlation", "traceparent")},
    }
    return Arrival(LISTENER, event, as_record(row))


async def set_aside(database: Database, *arrivals: Arrival) -> None:
    async with database.transaction() as session:
        error = f"ValueError in keep, line 1: {SAID}"
        await deadletter.park(session, arrivals, reason="failed", error=error)


async def discarded(database: Database, *records: Record) -> None:
    async with database.transaction() as session:
        for record in records:
            await deadletter.discard(session, record, service="dispatch", error="the JSON ends too early")


async def kept(database: Database) -> list[str]:
    """The contents that still tell what was said, oldest first."""
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT value, error FROM dead_letters ORDER BY event_id"))
        return [row.value.decode() for row in rows if SAID in row.value.decode() + row.error]


async def forget(database: Database, *about: UUID) -> None:
    async with database.transaction() as session:
        await scrub(session, about)


@pytest.mark.rule("IN-12")
async def test_events_of_what_only_others_have_lose_their_words(dispatch: Database) -> None:
    customer, ticket, case, call = new_id(), new_id(), new_id(), new_id()
    reported = DissatisfactionReported(
        source="survey",
        source_id=call,
        ticket_id=ticket,
        case_id=None,
        customer_id=customer,
        poor=["attitude"],
        text=SAID,
        reported_at=NOON,
    )
    await set_aside(
        dispatch,
        told(reported, of=new_id()),
        told(ComplaintEscalated(to=["gm"], reason=SAID), of=case, about=ticket),
        told(ComplaintNotEstablished(reason=SAID), of=case, version=2),
        told(ComplaintNotEstablished(reason=SAID), of=ticket),
    )

    await forget(dispatch, customer, ticket)

    assert await kept(dispatch) == []
    async with dispatch.transaction() as session:
        letters = (await session.execute(text("SELECT * FROM dead_letters ORDER BY event_id"))).all()
    assert [letter.error for letter in letters] == ["ValueError in keep, line 1"] * 4
    first = msgspec.json.decode(letters[0].value, type=DissatisfactionReported)
    assert first == replace(reported, text="")


@pytest.mark.rule("IN-12")
async def test_letters_about_others_stay_as_they_are(dispatch: Database) -> None:
    case = told(ComplaintEscalated(to=["gm"], reason=SAID), of=new_id(), about=new_id())
    torn = replace(case.record, value=b'{"reason": "' + SAID.encode())
    await set_aside(dispatch, case)
    await discarded(dispatch, torn)

    await forget(dispatch, new_id())

    assert await kept(dispatch) == [case.record.value.decode(), torn.value.decode()]  # type: ignore[union-attr]


@pytest.mark.rule("IN-12")
async def test_nothing_is_left_of_what_nobody_can_read_and_names_the_person(dispatch: Database) -> None:
    customer = new_id()
    told_of = told(ComplaintNotEstablished(reason=SAID), of=new_id(), about=customer).record
    unknown = [(name, b"of.tomorrow" if name == "ce_type" else content) for name, content in told_of.headers]
    await discarded(
        dispatch,
        replace(told_of, value=f'{{"customer_id": "{customer}", "reason": "{SAID}'.encode()),
        replace(told_of, headers=unknown),
        replace(told_of, headers=[], key=str(customer).encode()),
        replace(told_of, value=msgspec.json.encode([SAID])),
    )

    await forget(dispatch, customer)

    async with dispatch.transaction() as session:
        values = (await session.scalars(text("SELECT value FROM dead_letters"))).all()
    assert list(values) == [b""] * 4
