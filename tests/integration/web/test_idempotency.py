"""The same request twice has one effect and one answer (XC-04)."""

import asyncio

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from libs.common.testing.web import client
from libs.common.web.idempotency import forget_old

NOTES = "/intake/v1/notes"


async def count(app: FastAPI, table: str) -> int:
    async with app.state.database.transaction() as session:
        return int(await session.scalar(text(f"SELECT count(*) FROM {table}")))


@pytest.mark.rule("XC-04")
@pytest.mark.parametrize("key", ["k-1", '"k-1"'])
async def test_a_repeated_request_gets_the_first_answer(app: FastAPI, key: str) -> None:
    headers = {"Idempotency-Key": key}
    async with client(app, headers=headers) as agent:
        first = await agent.post(NOTES, json={"text": "x"})
        again = await agent.post(NOTES, json={"text": "x"})
        other = await agent.post(NOTES, json={"text": "y"})
    assert first.status_code == again.status_code == 201
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    assert again.headers["content-type"] == "application/json"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await count(app, "notes") == 1


async def test_a_key_belongs_to_its_caller_and_its_path(app: FastAPI) -> None:
    headers = {"Idempotency-Key": "k"}
    async with client(app, headers=headers) as one, client(app, subject="b", headers=headers) as two:
        first = await one.post(NOTES, json={"text": "x"})
        second = await two.post(NOTES, json={"text": "x"})
        closed = await one.post(f"{NOTES}/{first.json()['id']}/close", json={})
    assert first.json()["id"] != second.json()["id"]
    assert closed.json()["closed"] is True


async def test_a_second_request_is_told_while_the_first_still_runs(app: FastAPI) -> None:
    async with client(app, headers={"Idempotency-Key": "k"}) as agent:
        async with app.state.database.transaction() as blocker:
            await blocker.execute(text("LOCK TABLE notes"))
            first = asyncio.create_task(agent.post(NOTES, json={"text": "x"}))
            second = asyncio.create_task(agent.post(NOTES, json={"text": "x"}))
            done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
            [told] = done
            assert (told.result().status_code, told.result().json()["code"]) == (
                409,
                "idempotency_in_progress",
            )
        statuses = sorted([(await first).status_code, (await second).status_code])
    assert statuses == [201, 409]
    assert await count(app, "notes") == 1


async def test_refusals_leave_the_key_free(app: FastAPI) -> None:
    async with client(app, headers={"Idempotency-Key": "k"}) as agent:
        assert (await agent.post(NOTES, json={"text": ""})).status_code == 422
        assert (await agent.post(NOTES, json={"text": "x"})).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, '""'])
async def test_a_key_that_is_none_is_refused(app: FastAPI, key: str) -> None:
    async with client(app, headers={"Idempotency-Key": key}) as agent:
        answer = await agent.post(NOTES, json={"text": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/Idempotency-Key")


async def test_a_failed_commit_is_a_failed_request(app: FastAPI) -> None:
    """A constraint that is checked at the commit: nothing is answered before it."""
    async with app.state.database.transaction() as session:
        await session.execute(
            text("ALTER TABLE notes ADD CONSTRAINT one UNIQUE (writer) DEFERRABLE INITIALLY DEFERRED")
        )
    async with client(app, headers={"Idempotency-Key": "k"}) as agent:
        assert (await agent.post(NOTES, json={"text": "x"})).status_code == 201
    async with client(app, headers={"Idempotency-Key": "l"}) as agent:
        assert (await agent.post(NOTES, json={"text": "y"})).status_code == 409
        assert (await agent.post(NOTES, json={"text": "y"})).status_code == 409
    assert await count(app, "notes") == 1
    assert await count(app, "idempotency") == 1


async def test_a_kept_answer_is_unreadable_without_its_key(app: FastAPI) -> None:
    async with client(app, headers={"Idempotency-Key": "k-secret"}) as agent:
        await agent.post(NOTES, json={"text": "Mrs Wang"})
    async with app.state.database.transaction() as session:
        kept = (await session.execute(text("SELECT * FROM idempotency"))).one()
    assert b"Wang" not in kept.body
    assert "secret" not in kept.key


async def test_old_answers_are_forgotten(app: FastAPI) -> None:
    async with client(app, headers={"Idempotency-Key": "k"}) as agent:
        await agent.post(NOTES, json={"text": "x"})
        async with app.state.database.transaction() as session:
            await session.execute(text("UPDATE idempotency SET created_at = now() - interval '25 hours'"))
            await forget_old(session)
        assert await count(app, "idempotency") == 0
        assert (await agent.post(NOTES, json={"text": "y"})).status_code == 201
