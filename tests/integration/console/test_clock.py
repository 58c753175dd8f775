"""Business time moves forward only, and not past the calendar that deadlines need (XC-08)."""

from typing import Any

import httpx
import pytest

from libs.common.calendar import calendar_named, last_moment
from tests.integration.console.conftest import sign_in


@pytest.mark.rule("XC-08")
async def test_the_clock_ends_while_every_deadline_still_has_a_calendar(gateway: httpx.AsyncClient) -> None:
    admin = await sign_in(gateway, "admin")
    end = last_moment()
    beyond = await gateway.post("/clock", json={"now": f"{end.year}-01-01T00:00:01+08:00"}, headers=admin)
    fault = beyond.json()["errors"][0]
    assert (beyond.status_code, fault["pointer"], fault["code"]) == (422, "/now", "beyond_calendar")
    moved = await gateway.post("/clock", json={"now": f"{end.year - 1}-12-31T23:59:00+08:00"}, headers=admin)
    assert moved.status_code == 200, moved.text
    assert calendar_named("cn-office").add(end, days=200).provisional


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"now": "9998-12-31T00:00:00Z"}, "/now", "beyond_calendar"),
        ({"advance": "P99999W"}, "/advance", "beyond_calendar"),
        ({"now": "1900-01-01T00:00:00Z"}, "/now", "clock_backwards"),
        ({"now": "9999-12-31T23:59:59Z"}, "/now", "instant"),
        ({"advance": "PT"}, "/advance", "duration"),
        ({"advance": "-PT1H"}, "/advance", "duration"),
        ({"advance": 5}, "/advance", "duration"),
        ({}, "", "one_of"),
    ],
)
async def test_other_moves_are_refused(
    gateway: httpx.AsyncClient, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await gateway.post("/clock", json=body, headers=await sign_in(gateway, "admin"))
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, pointer, code)


@pytest.mark.parametrize("form", [b"", b"\xff\xfe", b"grant_type=%00&username=%ff", b"&&&===", b"x" * 20_000])
async def test_bad_forms_get_no_token(gateway: httpx.AsyncClient, form: bytes) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await gateway.post("/auth/token", content=form, headers=kind)
    assert answer.status_code in (413, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_gateways_own_addresses_know_their_methods(gateway: httpx.AsyncClient) -> None:
    for method, path in (("DELETE", "/clock"), ("TRACE", "/"), ("GET", "/auth/token"), ("OPTIONS", "/clock")):
        answer = await gateway.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert answer.headers["allow"]
