"""Requests that share a transaction: each gets its own answer, or is done alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.copying import made
from libs.common.ids import new_id
from libs.common.privacy.seeing import FreeText
from libs.common.record import Change, record_new
from libs.common.testing.web import client, settings_for
from libs.common.web.app import service_app
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import In, Out, Text
from libs.common.web.permission import may
from libs.common.web.routing import Router
from libs.common.web.together import MOST, Wish, together
from tests import servers
from tests.integration.web.conftest import create_tables
from tests.integration.web.sample import Note

PATH = "/intake/v1/notes/together"
sizes: list[int] = []
"""Of the transactions so far."""
at_work: list[int] = []
most_at_once: list[int] = []


class Word(In):
    text: Text


class WordOut(Out):
    text: FreeText
    alone: bool


async def write_together(session: AsyncSession, wishes: Sequence[Wish[Word]]) -> None:
    """Knows no "odd" word, and fails at a "bug"."""
    sizes.append(len(wishes))
    at_work.append(1)
    most_at_once[:] = [max([len(at_work), *most_at_once])]
    try:
        await _write(session, wishes)
    finally:
        at_work.pop()


async def _write(session: AsyncSession, wishes: Sequence[Wish[Word]]) -> None:
    if any(wish.body.text == "bug" for wish in wishes):
        raise KeyError("bug")
    done = [wish for wish in wishes if wish.body.text != "odd"]
    await record_new(session, [_change(wish) for wish in done])
    for wish in done:
        wish.result = WordOut(text=wish.body.text, alone=False)


def _change(wish: Wish[Word]) -> Change[Note]:
    note = made(Note, id=new_id(), text=wish.body.text, writer=wish.edge.act.actor.subject)
    return Change(act=wish.edge.act, aggregate=note, verb="write")


router = Router(prefix="/notes", tags=["notes"])
shared = together(write_together, suits=lambda word: word.text != "unfit")


@router.post("/together", status_code=201, dependencies=[may("tickets.read"), shared])
async def write_alone(body: Word, edge: EdgeDep) -> WordOut:
    if body.text == "bug":
        raise KeyError(body.text)
    await edge.session.execute(text("SELECT 1"))
    return WordOut(text=body.text, alone=True)


@pytest.fixture
async def app(database: servers.Database) -> AsyncIterator[FastAPI]:
    settings = settings_for(database.url("intake"), pool_size=3)
    built = service_app(service="intake", title="Sample", settings=settings, routers=[router])
    await create_tables(built)
    sizes.clear()
    most_at_once.clear()
    yield built
    await built.state.database.close()
    await built.state.wakeup.close()


async def say(speaker: httpx.AsyncClient, *words: str) -> list[Any]:
    """The answers' bodies, all asked for at once."""
    answers = await asyncio.gather(*(speaker.post(PATH, json={"text": word}) for word in words))
    return [answer.json() for answer in answers]


async def count(app: FastAPI) -> int:
    async with app.state.database.transaction() as session:
        return int(await session.scalar(text("SELECT count(*) FROM notes")))


async def test_those_that_come_meanwhile_share_the_next_transaction(app: FastAPI) -> None:
    async with client(app) as agent:
        answers = await say(agent, *map(str, range(40)))

    assert [answer["text"] for answer in answers] == [*map(str, range(40))]
    assert not any(answer["alone"] for answer in answers)
    assert await count(app) == sum(sizes) == 40
    assert max(sizes) > 20


async def test_enough_for_another_transaction_do_not_wait_for_the_first(app: FastAPI) -> None:
    """Of the second and the third neither waits: each is as large as may be, and the last takes the rest."""
    async with client(app) as agent:
        answers = await say(agent, *map(str, range(2 * MOST + 8)))

    assert [answer["text"] for answer in answers] == [*map(str, range(2 * MOST + 8))]
    assert not any(answer["alone"] for answer in answers)
    assert most_at_once == [2]
    assert await count(app) == sum(sizes)


async def test_what_is_odd_or_does_not_suit_is_done_alone(app: FastAPI) -> None:
    async with client(app) as agent:
        answers = await say(agent, "a", "odd", "unfit", "b")

    assert [answer["alone"] for answer in answers] == [False, True, True, False]
    assert await count(app) == 2


async def test_a_bug_in_one_sends_all_of_them_alone(app: FastAPI) -> None:
    async with client(app) as agent:
        *others, broken = await say(agent, "a", "b", "c", "bug")

    assert broken["code"] == "internal_error"
    assert [answer["text"] for answer in others] == ["a", "b", "c"]


@pytest.mark.rule("IN-12")
async def test_an_answer_is_written_for_who_asks(app: FastAPI) -> None:
    """Also where one who sees more, or less, is in the same transaction."""
    call_back = "请打 13800138000"
    async with client(app) as agent, client(app, "quality") as other:
        speakers = [agent, other] * 6
        answers = await asyncio.gather(*(say(speaker, call_back) for speaker in speakers))

    told = [answer["text"] for [answer] in answers]
    assert max(sizes) > 2
    assert set(told[::2]) == {call_back}
    assert call_back not in told[1::2]


async def test_with_the_database_away_all_are_told_so(app: FastAPI) -> None:
    async with client(app) as agent:
        await say(agent, "a")
        async with app.state.database.transaction() as session:
            await session.execute(text("ALTER TABLE notes RENAME TO away"))
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            waiting = asyncio.create_task(say(agent, "b", "c"))
            done, _ = await asyncio.wait({waiting}, timeout=0.5)
            assert not done
            await session.execute(text(others + " AND usename = current_user"))
            answers = await waiting
            await session.execute(text("ALTER TABLE away RENAME TO notes"))
        again = await say(agent, "d")

    assert {answer["code"] for answer in answers} == {"unavailable"}
    assert again[0]["text"] == "d"
