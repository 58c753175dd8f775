"""No bytes get a 5xx, and every refusal is problem details, at a service and through the gateway (XC-04)."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import KeySet, OKPKey

from libs.common.ids import new_id
from libs.common.testing.web import settings_for, signing_key, token
from libs.common.web.app import service_app
from libs.common.web.keys import KnownKeys
from tests.integration.console.conftest import gateway_app
from tests.integration.web import sample
from tests.integration.web.conftest import create_tables
from tests.integration.web.raw import Answer, request, send
from tests.servers import Databases
from tests.serving import serving

NOTES = "/intake/v1/notes"
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def ports(postgres: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Of one sample service and of a gateway before it."""
    settings = settings_for(postgres.fresh_database().url("intake"), requests_per_minute=10**9)
    service = service_app(service="intake", title="Sample", settings=settings, routers=[sample.router])
    service.state.authenticator.keys = KnownKeys(KeySet([signing_key()]))
    asyncio.run(create_tables(service))
    with serving(service) as address, serving(gateway_app(tmp_path_factory.mktemp("home"), address)) as own:
        yield {"service": int(address.rpartition(":")[2]), "gateway": int(own.rpartition(":")[2])}


@pytest.fixture(params=["service", "gateway"])
def port(ports: dict[str, int], request: pytest.FixtureRequest) -> int:
    return ports[request.param]


def signed_in(role: str = "agent") -> str:
    return f"Authorization: Bearer {token(role)}"


BODIES: dict[str, tuple[bytes, int]] = {
    "huge": (b'{"text": "' + b"x" * (1 << 20) + b'"}', 413),
    "deep": (b'{"text": ' * 50_000, 422),
    "deep and closed": (b'{"a":' * 5000 + b"1" + b"}" * 5000, 422),
    "utf-16": ('{"text": "漏水"}'.encode("utf-16"), 422),
    "gb18030": ('{"text": "空调"}'.encode("gb18030"), 422),
    "byte order mark": (b'\xef\xbb\xbf{"text": "x"}', 422),
    "gzip": (gzip.compress(b'{"text": "x"}'), 422),
    "NUL": (b'{"text": "\\u0000"}', 422),
    "raw NUL": (b'{"text": "\0"}', 422),
    "NUL in a name": (b'{"te\\u0000xt": 1}', 422),
    "lone surrogate": (b'{"text": "\\udc00"}', 422),
    "surrogate as a name": (b'{"\\ud800": 1, "text": "x"}', 422),
    "integer of 20 digits": (b'{"text": "x", "count": 99999999999999999999}', 422),
    "integer of 5000 digits": (b'{"text": "x", "count": ' + b"9" * 5000 + b"}", 422),
    "1e400": (b'{"text": "x", "lat": 1e400}', 422),
    "Infinity": (b'{"text": "x", "lat": Infinity}', 422),
    "year 0": (b'{"text": "x", "day": "0000-01-01"}', 422),
    "year 9999": (b'{"text": "x", "at": "9999-12-31T23:59:59-12:00"}', 422),
    "year 10000": (b'{"text": "x", "at": "10000-01-01T00:00:00Z"}', 422),
    "leap second": (b'{"text": "x", "at": "2016-12-31T23:59:60Z"}', 422),
    "offset of 99 hours": (b'{"text": "x", "at": "2026-01-01T00:00:00+99:00"}', 422),
    "other digits": ('{"text": "x", "day": "２０２６-01-01"}'.encode(), 422),
    "duplicate keys": (b'{"text": 5, "text": "x"}', 201),
    "two documents": (b'{"text": "x"}{"text": "y"}', 422),
    "a list": (b"[1]", 422),
    "a text": (b'"x"', 422),
    "many unknown fields": (json.dumps({str(n): n for n in range(20_000)}).encode(), 422),
}


@pytest.mark.rule("XC-04")
@pytest.mark.parametrize("name", BODIES)
async def test_no_body_is_a_failure(port: int, name: str) -> None:
    body, status = BODIES[name]
    answer = await send(port, request("POST", NOTES, signed_in(), JSON, body=body))
    assert answer.status == status, answer
    if status >= 400:
        assert answer.problem["errors"] or status == 413


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data", 415),
        ("application/jsonx", 415),
        ("", 415),
        ("\xff\xfe", 415),
        ("application/json; charset=utf-16", 201),
        ("Application/JSON", 201),
        ("application/vnd.note+json", 201),
    ],
)
async def test_what_is_no_json_is_refused(port: int, media_type: str, status: int) -> None:
    answer = await send(
        port, request("POST", NOTES, signed_in(), f"Content-Type: {media_type}", body=b'{"text": "x"}')
    )
    assert answer.status == status, answer
    assert status == 201 or answer.problem["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    "form",
    [
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\n1\r\n--x--\r\n',
        b"\0\0\0",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nbreaks off',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nwhole\r\n--x\r\n',
    ],
)
async def test_a_broken_form_is_refused(port: int, form: bytes) -> None:
    kind = "Content-Type: multipart/form-data; boundary=x"
    answer = await send(port, request("POST", f"{NOTES}/import", signed_in("admin"), kind, body=form))
    assert answer.status in (400, 422)
    assert answer.problem


@pytest.mark.parametrize(
    ("target", "statuses"),
    [
        (f"{NOTES}/%00", {404}),
        (f"{NOTES}/%ff%fe", {404}),
        (f"{NOTES}/%zz", {404}),
        (f"{NOTES}//", {404}),
        (f"//{NOTES}", {404}),
        (f"{NOTES}/../notes", {404}),
        (f"{NOTES}/..%2f..%2fetc%2fpasswd", {404}),
        (f"{NOTES}/%2e%2e/%2e%2e", {404}),
        (f"{NOTES}/not-a-uuid", {404}),
        (f"{NOTES}/{'0' * 36}", {404}),
        (f"{NOTES}/00000000-0000-0000-0000-00000000000g", {404}),
        (f"{NOTES}/{{00000000-0000-0000-0000-000000000000}}", {404}),
        (f"{NOTES}/{'a' * 5000}", {404}),
        (f"{NOTES}/", {404}),
        (f"{NOTES}?limit=99999999999999999999", {422}),
        (f"{NOTES}?limit=1&limit=x", {422}),
        (f"{NOTES}?cursor=" + "A" * 22, {200}),
        (f"{NOTES}?cursor=%ff", {422}),
        (f"{NOTES}?text=%00", {422}),
        (f"{NOTES}?text=%ed%a0%80", {200}),
        (f"{NOTES}?%00", {422}),
        (f"{NOTES}?" + "&".join(f"a{n}=1" for n in range(3000)), {200}),
        ("*", {400, 404}),
        ("http://elsewhere.test/", {200, 404}),
        ("/intake/v1/n%6ftes/" + "%41" * 3000, {404}),
    ],
)
async def test_no_address_is_a_failure(port: int, target: str, statuses: set[int]) -> None:
    answer = await send(port, request("GET", target, signed_in()))
    assert answer.status in statuses, answer
    assert answer.status < 400 or answer.problem


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "QUERY"])
async def test_an_unknown_method_is_refused(port: int, method: str) -> None:
    answer = await send(port, request(method, NOTES, signed_in()))
    assert answer.problem["code"] in ("method_not_allowed", "malformed_request")
    assert answer.status != 405 or answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("method", ["NONSENSE", "get", "CONNECT", "\0"])
async def test_what_is_no_method_is_told_as_a_problem_too(port: int, method: str) -> None:
    answer = await send(port, request(method, NOTES, signed_in()))
    assert 400 <= answer.status < 500
    assert answer.problem


async def test_head_is_get_without_the_body(port: int) -> None:
    made = await send(port, request("POST", NOTES, signed_in(), JSON, body=b'{"text": "x"}'))
    path = f"{NOTES}/{json.loads(made.body)['id']}"
    got, head = [await send(port, request(method, path, signed_in())) for method in ("GET", "HEAD")]
    assert (head.status, head.body) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == got.headers[name]
    known = f"If-None-Match: {got.headers['etag']}"
    assert (await send(port, request("HEAD", path, signed_in(), known))).status == 304
    assert (await send(port, request("HEAD", path))).status == 401
    assert (await send(port, request("HEAD", f"{NOTES}/{new_id()}", signed_in()))).status == 404
    assert (await send(port, request("HEAD", f"{path}/close", signed_in()))).status == 405


TOKENS: dict[str, dict[str, Any]] = {
    "expired": {"expires_in": -60},
    "of another audience": {"aud": "elsewhere"},
    "of another issuer": {"iss": "https://elsewhere.test"},
    "of another type": {"header": {"typ": "JWT"}},
    "of another key": {"key": OKPKey.generate_key("Ed25519", {"kid": "test"})},
    "of an unknown key": {"header": {"kid": "unknown"}},
    "not yet valid": {"nbf": 4_000_000_000},
    "without a subject": {"sub": None},
    "with a number as subject": {"sub": 5},
    "with one role as text": {"roles": "agent"},
    "with an endless exp": {"exp": "never"},
    "with a partner that is none": {"partner_id": "x"},
}
UNSIGNED = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhZ2VudCIsInJvbGVzIjpbImFnZW50Il19."
SCHEMES = ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer ..", f"Bearer {UNSIGNED}",
           "Bearer \xff\xfe", "Bearer " + "a" * 20_000, "Bearer e30.e30.e30", "Bearer bnVsbA.bnVsbA.bnVsbA",
           "Bearer W10.W10.W10"]  # fmt: skip


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize("name", TOKENS)
async def test_a_token_that_is_not_ours_is_refused(port: int, name: str) -> None:
    bearer = f"Authorization: Bearer {token(**TOKENS[name])}"
    answer = await send(port, request("GET", NOTES, bearer))
    assert (answer.status, answer.problem["code"]) == (401, "invalid_token")


@pytest.mark.parametrize("credentials", SCHEMES)
async def test_what_is_no_token_is_refused(port: int, credentials: str) -> None:
    answer = await send(port, request("GET", NOTES, f"Authorization: {credentials}"))
    assert answer.status == 401
    assert answer.problem


@pytest.mark.parametrize(
    ("header", "statuses"),
    [
        ("X-Request-Id: " + "x" * 30_000, {201}),
        ("X-Request-Id: \xff\xfe", {201}),
        ("Accept-Language: " + ",".join(["zh;q=9e999"] * 500), {201}),
        ("traceparent: 00-zz", {201}),
        ("Idempotency-Key: " + "k" * 256, {422}),
        ("Idempotency-Key: \xff", {422}),
        ("Idempotency-Key:", {422}),
        ("If-Match: \xff", {201}),
        ("Accept: image/png", {201}),
        ("Content-Encoding: gzip", {201}),
        ("Expect: 100-continue", {100, 201}),
        ("Cookie: " + "c=1;" * 5000, {201}),
    ],
)
async def test_no_header_is_a_failure(port: int, header: str, statuses: set[int]) -> None:
    answer = await send(port, request("POST", NOTES, signed_in(), JSON, header, body=b'{"text": "x"}'))
    assert answer.status in statuses, answer
    assert answer.status < 400 or answer.problem


CHUNKED = request("POST", NOTES, JSON, "Transfer-Encoding: chunked")
UNREADABLE = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    "another protocol": b"GET / SIP/2.0\r\n\r\n",
    "version 9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "a space in the address": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "a control character in a header": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    "a length that is none": request("POST", NOTES, "Content-Length: many") + b"x",
    "a negative length": request("POST", NOTES, "Content-Length: -1") + b"x",
    "two lengths": request("POST", NOTES, "Content-Length: 3", "Content-Length: 5") + b"xxxxx",
    "length and chunks": request("POST", NOTES, "Content-Length: 3", "Transfer-Encoding: chunked")
    + b"0\r\n\r\n",
    "a head without end": b"GET / HTTP/1.1\r\nX: " + b"x" * 400_000,
    "an address without end": b"GET /" + b"x" * 400_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_can_not_be_read_is_told_as_a_problem(port: int, name: str) -> None:
    answer = await send(port, UNREADABLE[name])
    assert answer.status in (400, 431), answer
    assert answer.problem
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    "chunks", [b"zz\r\n", b"-1\r\nx\r\n", b"5\r\nabc", b"fffffffffffffffff\r\nx", b"\r\n\r\n"]
)
async def test_broken_chunks_end_the_connection_and_nothing_else(port: int, chunks: bytes) -> None:
    try:
        answer: Answer | None = await send(port, CHUNKED + chunks)
    except (ConnectionError, EOFError):
        answer = None
    assert answer is None or (answer.status in (400, 401) and answer.problem)
    assert (await send(port, request("GET", NOTES, signed_in()))).status == 200
