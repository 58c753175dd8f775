"""Demo users, their tokens and the clock of embedded mode (api.md)."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from services.console.issuer import demo_users, open_key
from tests.integration.console.conftest import sign_in


async def test_every_role_of_the_staff_can_sign_in(gateway: httpx.AsyncClient) -> None:
    assert len(demo_users()) == 19
    for user in demo_users():
        await sign_in(gateway, user)


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "password", "username": "agent", "password": "guess"}, 401, "invalid_grant"),
        ({"grant_type": "password", "username": "partner", "password": "demo"}, 401, "invalid_grant"),
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}, 401, "invalid_grant"),
        ({"grant_type": "password", "username": "agent"}, 422, "invalid"),
        ({"grant_type": "implicit"}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
async def test_a_wrong_grant_is_a_problem(
    gateway: httpx.AsyncClient, form: dict[str, str], status: int, code: str
) -> None:
    answer = await gateway.post("/auth/token", data=form)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "issuer-key.json"
    made = open_key(path)
    assert open_key(path).kid == made.kid
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_published_key_is_public_only(gateway: httpx.AsyncClient) -> None:
    [key] = (await gateway.get("/auth/jwks.json")).json()["keys"]
    assert key["kty"] == "OKP"
    assert "d" not in key
    found = (await gateway.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == "aftercare-embedded"


@pytest.mark.rule("XC-08")
async def test_the_clock_moves_forward_only_and_by_an_admin(gateway: httpx.AsyncClient) -> None:
    admin, agent = await sign_in(gateway, "admin"), await sign_in(gateway, "agent")
    assert (await gateway.get("/clock")).status_code == 401
    assert (await gateway.post("/clock", json={"advance": "PT1H"}, headers=agent)).status_code == 403
    before = datetime.fromisoformat((await gateway.get("/clock", headers=admin)).json()["now"])
    moved = await gateway.post("/clock", json={"advance": "PT2H30M"}, headers=admin)
    after = datetime.fromisoformat(moved.json()["now"])
    assert timedelta(hours=2, minutes=30) <= after - before < timedelta(hours=2, minutes=31)
    target = (after + timedelta(days=1)).isoformat()
    assert (await gateway.post("/clock", json={"now": target}, headers=admin)).status_code == 200
    back = await gateway.post("/clock", json={"now": before.isoformat()}, headers=admin)
    assert (back.status_code, back.json()["errors"][0]["pointer"]) == (422, "/now")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "PT1H", "now": "2150-01-01T00:00:00Z"},
        {"advance": "-PT1H"},
        {"advance": "1:00"},
        {"advance": "P"},
        {"advance": "PT"},
        {"advance": 60},
        {"advance": "P999999D"},
        {"now": "2300-01-01T00:00:00Z"},
        {"now": "2026-01-01"},
        {"later": 1},
    ],
)
async def test_the_clock_refuses_what_it_cannot_do(
    gateway: httpx.AsyncClient, body: dict[str, object]
) -> None:
    answer = await gateway.post("/clock", json=body, headers=await sign_in(gateway, "admin"))
    assert answer.status_code == 422


async def test_the_clock_moves_once_for_a_key(gateway: httpx.AsyncClient) -> None:
    headers = {**await sign_in(gateway, "admin"), "Idempotency-Key": '"k1"'}
    first = await gateway.post("/clock", json={"advance": "PT1H"}, headers=headers)
    again = await gateway.post("/clock", json={"advance": "PT1H"}, headers=headers)
    assert first.json() == again.json()
    other = await gateway.post("/clock", json={"advance": "PT2H"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_the_start_page_speaks_both_languages(gateway: httpx.AsyncClient) -> None:
    english = await gateway.get("/", headers={"Accept-Language": "en"})
    chinese = await gateway.get("/", headers={"Accept-Language": "zh-CN"})
    assert "Demo users" in english.text
    assert '<a href="/dispatch/v1/price-lists/board">Price list' in english.text
    assert "服务收费标准公示" in chinese.text
    assert "演示用户" in chinese.text
    assert '<a href="/intake/docs">' in chinese.text
    assert (await gateway.get("/auth/token")).status_code == 405
