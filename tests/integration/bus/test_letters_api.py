"""Dead letters over HTTP, in the prefix of the service that set them aside."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from sqlalchemy import text

from libs.common import audit
from libs.common.database import Database
from libs.common.inbox import Inbox
from libs.common.outbox import Wakeup
from libs.common.replay import Replay
from libs.common.roles.table import role_table
from libs.common.testing.bus import sent_by
from libs.common.testing.web import client, settings_for
from libs.common.web.app import service_app
from tests.integration.bus.accounts import change, heard, listener, open_account

LETTERS = "/dispatch/v1/dead-letters"
AUDIT = text("SELECT aggregate, entry->>'verb', entry->>'who' FROM audit ORDER BY recorded_at")


@pytest.fixture
async def app(dispatch: Database) -> AsyncIterator[FastAPI]:
    built = service_app(service="dispatch", title="Sample", settings=settings_for(dispatch.url), routers=[])
    yield built
    await built.state.database.close()
    await built.state.wakeup.close()


@pytest.fixture
async def admin(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, "admin") as http:
        yield http


def inbox(database: Database, bugs: list[int]) -> Inbox:
    consumers = [listener(name, fails_on=bugs) for name in ("dispatch.one", "dispatch.two")]
    return Inbox(consumers, service="dispatch", database=database, wakeup=Wakeup(database.url))


async def take_up(database: Database, taking: Inbox) -> None:
    while await Replay(taking, database=database).replay_next():
        pass


async def get(http: httpx.AsyncClient, address: str) -> Any:
    answer = await http.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.rule("XC-02", "XC-06")
async def test_letters_are_listed_shown_and_replayed(
    intake: Database, dispatch: Database, admin: httpx.AsyncClient
) -> None:
    account, bugs = await open_account(intake, amount=666), [666]
    async with intake.transaction() as session:
        await change(session, account, 2)
    taking = inbox(dispatch, bugs)
    await taking.take(await sent_by(intake))

    listed = [item for page in [f"{LETTERS}?limit=3"] for item in (await get(admin, page))["items"]]
    rest = await get(
        admin, f"{LETTERS}?limit=3&cursor={(await get(admin, f'{LETTERS}?limit=3'))['next_cursor']}"
    )
    every = [*listed, *rest["items"]]
    assert sorted((one["consumer"], one["reason"]) for one in every) == [
        ("dispatch.one", "behind"),
        ("dispatch.one", "failed"),
        ("dispatch.two", "behind"),
        ("dispatch.two", "failed"),
    ]
    assert rest["next_cursor"] is None
    assert [one["first_seen"] for one in every] == sorted((one["first_seen"] for one in every), reverse=True)
    narrowed = await get(admin, f"{LETTERS}?consumer=dispatch.one&reason=failed")
    [failed] = narrowed["items"]
    shown = (await get(admin, f"{LETTERS}/{failed['event_id']}"))["items"]
    assert [(one["consumer"], one["data"]) for one in shown] == [
        ("dispatch.one", {"amount": 666}),
        ("dispatch.two", {"amount": 666}),
    ]
    assert shown[0]["headers"]["ce_subject"] == failed["key"] == str(account)

    bugs.clear()
    asked = await admin.post(f"{LETTERS}/replay", json={"consumer": "dispatch.one"})
    assert asked.json() == {"letters": 2}
    await take_up(dispatch, taking)
    assert await heard(dispatch, account) == [666, 2]
    asked = await admin.post(f"{LETTERS}/{failed['event_id']}/replay")
    assert asked.json() == {"letters": 2}, "with what waits behind it"
    await take_up(dispatch, taking)
    assert await heard(dispatch, account) == [666, 2, 666, 2]
    assert (await get(admin, LETTERS))["items"] == []
    async with dispatch.transaction() as session:
        written = [tuple(row) for row in await session.execute(AUDIT)]
        assert await audit.verify(session) == []
    assert written == [("DeadLetters", "replay", "admin"), ("DeadLetter", "replay", "admin")]


@pytest.mark.rule("XC-02", "XC-06")
async def test_what_cannot_be_read_is_mended_and_takes_effect(
    intake: Database, dispatch: Database, admin: httpx.AsyncClient
) -> None:
    account = await open_account(intake, amount=1)
    [good] = await sent_by(intake)
    taking = inbox(dispatch, [])
    headers = [(name, value) for name, value in good.headers if name != "ce_type"]
    await taking.take([replace(good, value=b"\xff{", headers=headers)])
    [letter] = (await get(admin, LETTERS))["items"]
    assert (letter["consumer"], letter["reason"], letter["key"]) == ("dispatch", "undecodable", None)
    address = f"{LETTERS}/{letter['event_id']}"
    [shown] = (await get(admin, address))["items"]
    assert (shown["data"], shown["text"]) == (None, "\\xff{")

    refused = await admin.post(f"{address}/mend", json={"data": {"amount": 5}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/data")
    typed = {"ce_type": "aftercare.intake.AmountChanged.v1"}
    for data in ({"amount": None}, {"amount": "x"}, {}):
        refused = await admin.post(f"{address}/mend", json={"data": data, "headers": typed})
        assert refused.status_code == 422
    mended = await admin.post(f"{address}/mend", json={"data": {"amount": 5, "new": None}, "headers": typed})
    assert mended.status_code == 200, mended.text
    assert mended.json()["items"][0]["data"] == {"amount": 5, "new": None}
    assert (await admin.post(f"{address}/replay")).json() == {"letters": 1}
    await take_up(dispatch, taking)
    assert await heard(dispatch, account) == [5, 5]
    async with dispatch.transaction() as session:
        assert [row[1] for row in await session.execute(AUDIT)] == ["mend", "replay"]
        assert await audit.verify(session) == []


async def test_an_unknown_letter_is_404(admin: httpx.AsyncClient) -> None:
    address = f"{LETTERS}/01900000-0000-7000-8000-000000000001"
    answers = [
        await admin.get(address),
        await admin.get(f"{LETTERS}/x"),
        await admin.post(f"{address}/mend", json={"data": {}}),
        await admin.post(f"{address}/replay"),
    ]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize("role", [role for role in role_table().roles if role != "admin"])
async def test_nobody_else_may_look(app: FastAPI, role: str) -> None:
    async with client(app, role) as http:
        answers = [
            await http.get(LETTERS),
            await http.get(f"{LETTERS}/01900000-0000-7000-8000-000000000001"),
            await http.post(f"{LETTERS}/replay", json={"consumer": "x"}),
        ]
    assert {answer.status_code for answer in answers} == {403}
