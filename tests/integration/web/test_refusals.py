"""Refusals come in the promised order and as problem details (XC-04, api.md)."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from libs.common.ids import new_id
from libs.common.testing.web import client

NOTES = "/intake/v1/notes"


async def note(app: FastAPI, words: str = "a leak") -> str:
    async with client(app) as agent:
        answer = await agent.post(NOTES, json={"text": words})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.mark.rule("XC-04")
async def test_refusals_are_checked_in_the_promised_order(app: FastAPI) -> None:
    known = await note(app)
    stale, bad = {"If-Match": '"9"'}, {"nonsense": 1}
    close, missing = f"{NOTES}/{known}/close", f"{NOTES}/{new_id()}/close"
    async with client(app, None) as nobody:
        assert (await nobody.post(missing, json=bad, headers=stale)).status_code == 401
    async with client(app, "auditor") as auditor:
        assert (await auditor.post(missing, json=bad, headers=stale)).status_code == 403
    async with client(app) as agent:
        assert (await agent.post(close)).status_code == 200
        assert (await agent.post(missing, json=bad, headers=stale)).status_code == 404
        assert (await agent.post(close, json=bad, headers=stale)).status_code == 422
        assert (await agent.post(close, headers=stale)).status_code == 412
        closed = await agent.post(close)
        assert (closed.status_code, closed.json()["code"]) == (409, "note_closed")


async def test_a_role_is_refused_before_the_body_is_read(app: FastAPI) -> None:
    async with client(app, "auditor") as auditor:
        answer = await auditor.post(NOTES, content=b"{" * 3_000_000)
        assert answer.status_code == 403
    async with app.state.database.transaction() as session:
        denied = (await session.execute(text("SELECT actor, action, path FROM denials"))).one()
        assert tuple(denied) == ("auditor", "tickets.open", NOTES)


async def test_a_problem_says_what_where_and_in_whose_language(app: FastAPI) -> None:
    known = await note(app, "滴水")
    async with client(app, headers={"Accept-Language": "en-GB,zh;q=0.5", "X-Request-Id": "r-1"}) as agent:
        await agent.post(f"{NOTES}/{known}/close")
        answer = await agent.post(f"{NOTES}/{known}/close")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-request-id"] == "r-1"
        assert answer.json() == {
            "type": "urn:aftercare:problem:note_closed",
            "title": "Conflict",
            "status": 409,
            "detail": "The note “滴水” is closed.",
            "instance": f"{NOTES}/{known}/close",
            "code": "note_closed",
            "errors": [],
        }
    async with client(app) as agent:
        assert (await agent.get(f"{NOTES}/nonsense")).json()["detail"] == "没有这条记录。"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (b'{"text": "x", "nonsense": 1}', "/nonsense", "unknown_field"),
        (b"{}", "/text", "required"),
        (b"", "/text", "required"),
        (b'{"text": null}', "/text", "required"),
        (b'{"text": 5}', "/text", "string_type"),
        (b'{"text": "  "}', "/text", "string_too_short"),
        (b'{"text": "a\\u0000b"}', "/text", "nul_character"),
        (b'{"text": "\\ud800"}', "/text", "lone_surrogate"),
        (b'{"text": "x", "count": "1"}', "/count", "int_type"),
        (b'{"text": "x", "count": 1.0}', "/count", "int_type"),
        (b'{"text": "x", "count": 9223372036854775808}', "/count", "number_out_of_range"),
        (b'{"text": "x", "lat": 1e400}', "/lat", "number_out_of_range"),
        (b'{"text": "x", "lat": 91}', "/lat", "less_than_equal"),
        (b'{"text": "x", "at": "2026-01-01T00:00:00"}', "/at", "instant"),
        (b'{"text": "x", "at": "9999-01-01T00:00:00Z"}', "/at", "instant"),
        (b'{"text": "x", "at": "9000-01-01T00:00:00Z"}', "/at", "in_the_future"),
        (b'{"text": "x", "day": "0000-01-01"}', "/day", "day"),
        (b'{"text": "x", "day": 5}', "/day", "day"),
        (b'{"text": "x", "amounts": ["1", "NaN"]}', "/amounts/1", "finite_number"),
        (b'{"text": "x", "amounts": ' + b"[" * 30 + b"]" * 30 + b"}", "/amounts", "too_deep"),
        (b'{"text": ' + b"[" * 100_000, "", "too_deep"),
        (b"\xff", "", "malformed_json"),
        (b'{"text": NaN}', "/text", "number_out_of_range"),
        (b"[]", "", "model_type"),
        (b"null", "", "model_type"),
    ],
)
async def test_bad_bodies_get_422_with_the_field(app: FastAPI, body: bytes, pointer: str, code: str) -> None:
    async with client(app, headers={"Content-Type": "application/json"}) as agent:
        answer = await agent.post(NOTES, content=body)
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


async def test_a_method_that_an_address_lacks_names_those_it_has(app: FastAPI) -> None:
    async with client(app) as agent:
        answer = await agent.delete(NOTES)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_a_stream_has_no_limit_but_a_role(app: FastAPI) -> None:
    async with client(app, "admin") as admin, client(app) as agent:
        assert (await agent.post(f"{NOTES}/stream", content=b"x")).status_code == 403
        answer = await admin.post(f"{NOTES}/stream", content=b"x" * 2_000_000)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    assert sum(map(int, answer.text.split())) == 2_000_000


async def test_a_stream_must_not_use_the_ended_transaction(app: FastAPI) -> None:
    async with client(app, None) as nobody:
        assert (await nobody.post(f"{NOTES}/late")).content == b""


async def test_the_framework_refuses_in_problems_too(app: FastAPI) -> None:
    async with client(app) as agent:
        form = {"Content-Type": "text/plain"}
        for status, answer in {
            404: await agent.get("/intake/v1/nothing"),
            405: await agent.delete(NOTES),
            413: await agent.post(NOTES, json={"text": "x" * 1_100_000}),
            415: await agent.post(NOTES, content="text", headers=form),
            422: await agent.get(NOTES, params={"limit": "201"}),
        }.items():
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == status
    async with client(app, "admin") as admin:
        small = await admin.post(f"{NOTES}/import", files={"file": ("a.csv", b"1,2")})
        assert small.json() == {"name": "a.csv", "size": 3}
        large = await admin.post(f"{NOTES}/import", files={"file": ("a.csv", b"1" * 1000)})
        assert large.status_code == 413
        none = await admin.post(f"{NOTES}/import", data={"x": "1"})
        assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/file")


@pytest.mark.parametrize("query", ["text=%00", "cursor=nonsense", "cursor=AAAA", "limit=x", "limit=0"])
async def test_bad_parameters_get_422_with_the_name(app: FastAPI, query: str) -> None:
    async with client(app) as agent:
        answer = await agent.get(f"{NOTES}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/" + query.partition("=")[0]


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '40P01' $$", 503),
        ("SELECT * FROM nowhere", 500),
        ("SELECT 99999999999999999999\\:\\:bigint", 422),
        ("bug", 500),
    ],
)
async def test_failures_below_the_edge(app: FastAPI, statement: str, status: int) -> None:
    statement = statement.replace("40P01'", "40P01'; END")
    async with client(app, None) as nobody:
        answer = await nobody.post(f"{NOTES}/boom/{statement}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("retry-after" in answer.headers) == (status == 503)
    assert "secret" not in answer.text
