"""Signing in in a browser, which then reads as whoever signed in (IN-17, XC-05)."""

from typing import Any

import httpx
import pytest

from services.console.issuer import DEMO_PASSWORD

HERE = "http://127.0.0.1"
SCANNED = "/intake/scanned/T20260302-000001"


async def signed_in(gateway: httpx.AsyncClient, back: str = "/", **form: str) -> httpx.Response:
    given = {"username": "agent", "password": DEMO_PASSWORD, **form}
    return await gateway.post("/auth/sign-in", params={"return_to": back}, data=given)


async def mirrored(gateway: httpx.AsyncClient, method: str = "GET", **asked: Any) -> dict[str, str]:
    answer = await gateway.request(method, "/intake/v1/mirror", **asked)
    headers: dict[str, str] = answer.json()["headers"]
    return headers


@pytest.mark.rule("IN-17", "XC-05")
async def test_who_signs_in_comes_back_and_reads_by_the_cookie(gateway: httpx.AsyncClient) -> None:
    answer = await signed_in(gateway, HERE + SCANNED)
    assert (answer.status_code, answer.headers["location"]) == (303, SCANNED)
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "max-age=28800"))
    token = gateway.cookies["aftercare_token"]
    assert (await mirrored(gateway))["authorization"] == f"Bearer {token}"
    await gateway.get("/auth/sign-out")
    assert "authorization" not in await mirrored(gateway)


@pytest.mark.rule("XC-05")
async def test_the_cookie_is_for_reading_only(gateway: httpx.AsyncClient) -> None:
    """So another site's form can do nothing by it."""
    await signed_in(gateway)
    assert "authorization" not in await mirrored(gateway, "POST", json={})
    own = {"Authorization": "Bearer own"}
    assert (await mirrored(gateway, headers=own))["authorization"] == "Bearer own"


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize("form", [{"password": "wrong"}, {"username": "nobody"}, {"username": "partner"}])
async def test_a_wrong_password_is_told_on_the_page(gateway: httpx.AsyncClient, form: dict[str, str]) -> None:
    answer = await signed_in(gateway, **form)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert "不正确" in answer.text
    english = await gateway.get("/auth/sign-in", headers={"Accept-Language": "en"})
    assert "Sign in" in english.text


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/\r\nX: y", HERE + ".evil/"],
)
async def test_nobody_is_sent_elsewhere(gateway: httpx.AsyncClient, elsewhere: str) -> None:
    assert (await signed_in(gateway, elsewhere)).headers["location"] == "/"


@pytest.mark.parametrize(
    "cookie", ["aftercare_token", "=;=,", "aftercare_token=\x80\xff; x", "aftercare_token=a b"]
)
async def test_any_cookie_is_taken_for_what_it_is(gateway: httpx.AsyncClient, cookie: str) -> None:
    answer = await gateway.get("/intake/v1/mirror", headers={b"Cookie": cookie.encode("latin-1")})
    assert answer.status_code == 200
