"""ETags, lists, own rows, health (XC-04, XC-05)."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from libs.common.ids import new_id
from libs.common.testing.web import client
from libs.common.web.limiter import Limiter

NOTES = "/intake/v1/notes"
ORDERS = "/dispatch/v1/work-orders"


@pytest.mark.rule("XC-04")
async def test_an_etag_is_the_version_and_guards_a_change(app: FastAPI) -> None:
    async with client(app) as agent:
        made = await agent.post(NOTES, json={"text": "x"})
        address = f"{NOTES}/{made.json()['id']}"
        read = await agent.get(address)
        assert made.headers["etag"] == read.headers["etag"] == '"1"'
        known = await agent.get(address, headers={"If-None-Match": 'W/"1"'})
        assert (known.status_code, known.content) == (304, b"")
        stale = await agent.post(f"{address}/close", headers={"If-Match": '"0"'})
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
        assert (await agent.post(f"{address}/close", headers={"If-Match": 'W/"1"'})).status_code == 412
        closed = await agent.post(f"{address}/close", headers={"If-Match": '"7", "1"'})
        assert (closed.status_code, closed.headers["etag"]) == (200, '"2"')


@pytest.mark.rule("XC-04")
async def test_a_list_is_read_page_by_page_newest_first(app: FastAPI) -> None:
    async with client(app) as agent:
        made = [(await agent.post(NOTES, json={"text": "x"})).json()["id"] for _ in range(5)]
        read: list[str] = []
        address: str | None = f"{NOTES}?limit=2&text=x"
        while address:
            answer = await agent.get(address)
            read += [item["id"] for item in answer.json()["items"]]
            link = answer.headers.get("link")
            assert (link is None) == (answer.json()["next_cursor"] is None)
            address = link.partition(">")[0].removeprefix("<") if link else None
    assert read == made[::-1]


@pytest.mark.rule("XC-05")
async def test_a_partner_is_shown_its_own_only(app: FastAPI, partners: FastAPI) -> None:
    """To a partner another's row is as one that doesn't exist, and its asking is recorded."""
    async with client(app, subject="p1") as one, client(app, subject="p2") as two:
        own = (await one.post(NOTES, json={"text": "x"})).json()["id"]
        other = (await two.post(NOTES, json={"text": "x"})).json()["id"]
    async with client(partners, "partner", subject="p1", partner_id=str(new_id())) as asking:
        assert [item["id"] for item in (await asking.get(ORDERS)).json()["items"]] == [own]
        assert (await asking.get(f"{ORDERS}/{own}")).status_code == 200
        foreign = await asking.get(f"{ORDERS}/{other}")
        unknown = await asking.get(f"{ORDERS}/{new_id()}")
        assert foreign.status_code == unknown.status_code == 404
        assert {**foreign.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    async with app.state.database.transaction() as session:
        denials = (await session.execute(text("SELECT actor, action, path FROM denials"))).all()
    assert ("p1", "work_orders.read", f"{ORDERS}/{other}") in [tuple(row) for row in denials]


async def test_others_own_rows_are_refused_to_a_technician(app: FastAPI, partners: FastAPI) -> None:
    async with client(app, subject="t1") as one:
        note = (await one.post(NOTES, json={"text": "x"})).json()["id"]
    async with client(partners, "technician", subject="t1") as own:
        assert (await own.get(f"{ORDERS}/{note}/visit")).status_code == 200
    async with client(partners, "technician", subject="t2") as other:
        refused = await other.get(f"{ORDERS}/{note}/visit")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_your_own")
    async with client(partners, "auditor") as auditor:
        assert (await auditor.get(f"{ORDERS}/{note}/visit")).status_code == 200


@pytest.mark.rule("XC-05")
async def test_the_database_is_told_which_partner_asks(partners: FastAPI) -> None:
    partner = str(new_id())
    async with client(partners, "partner", partner_id=partner) as asking:
        assert (await asking.get(f"{ORDERS}/{new_id()}/partner")).json()["text"] == partner
    async with client(partners) as agent:
        assert (await agent.get(f"{ORDERS}/{new_id()}/partner")).json()["text"] == ""


async def test_each_client_has_its_own_limit(app: FastAPI) -> None:
    app.state.limiter = Limiter(2)
    async with client(app) as one, client(app, subject="other") as two:
        assert (await one.get(NOTES)).headers["ratelimit"].startswith('"default";r=1;t=')
        assert (await one.get(NOTES)).status_code == 200
        refused = await one.get(NOTES)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert (await two.get(NOTES)).status_code == 200


async def test_live_ready_and_metrics_need_no_sign_in(app: FastAPI) -> None:
    async with client(app, None) as nobody:
        assert (await nobody.get("/intake/health/live")).json() == {"status": "live"}
        assert "aftercare_http_request_seconds" in (await nobody.get("/intake/metrics")).text
        ready = await nobody.get("/intake/health/ready")
        assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
        assert ready.headers["retry-after"] == "1"
