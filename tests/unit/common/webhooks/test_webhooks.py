"""Where a message may go, when it goes again, and how it is signed."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.webhooks.guard import AddressRefused, Guard, _is_public
from libs.common.webhooks.posting import new_secret, signed
from libs.common.webhooks.schedule import DELAYS, GIVEN_UP_AFTER, next_attempt

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@given(st.ip_addresses())
def test_only_public_addresses_are_public(address: object) -> None:
    found = ip_address(str(address))

    if found.is_private or found.is_loopback or found.is_link_local or found.is_multicast:
        assert not _is_public(found)


@given(st.ip_addresses(v=4))
def test_an_old_address_inside_a_new_one_is_looked_through(address: object) -> None:
    inner = ip_address(str(address))
    carried = [f"::ffff:{inner}", f"64:ff9b::{inner}", str(ip_address(0x2002 << 112 | int(inner) << 80))]

    if not _is_public(inner):
        assert not any(_is_public(ip_address(one)) for one in carried)


@given(st.text())
def test_whatever_is_given_is_read_or_refused(url: str) -> None:
    try:
        scheme, host, port, path = Guard().read(url)
    except AddressRefused:
        return
    assert scheme == "https"
    assert host
    assert 0 < port < 65536
    assert path.startswith("/")


async def test_a_host_that_is_listed_may_be_called_without_tls() -> None:
    guard = Guard(frozenset({"127.0.0.1"}))

    target = await guard.admit("http://127.0.0.1:8080/a?b=c")

    assert (target.url, target.authority) == ("http://127.0.0.1:8080/a?b=c", "127.0.0.1:8080")
    with pytest.raises(AddressRefused):
        await Guard().admit("http://127.0.0.1:8080/a")


async def test_an_address_is_called_by_the_number_that_was_checked() -> None:
    target = await Guard(frozenset({"localhost"})).admit("https://localhost/x")

    assert target.url.removesuffix(":443/x") in ("https://127.0.0.1", "https://[::1]")
    assert target.authority == "localhost"


@given(st.integers(1, 40), st.timedeltas(timedelta(), timedelta(days=5)))
def test_the_next_attempt_comes_later_and_not_for_ever(attempts: int, age: timedelta) -> None:
    at = next_attempt(made_at=NOON, attempts=attempts, now=NOON + age)

    if at is None:
        assert age + DELAYS[-1] > GIVEN_UP_AFTER
    else:
        assert NOON + age < at <= NOON + GIVEN_UP_AFTER


def test_delays_grow() -> None:
    assert list(DELAYS) == sorted(DELAYS)


def test_nobody_signs_alike_with_another_secret() -> None:
    one, other = new_secret(), new_secret()

    assert one != other
    assert signed(one, "1", b"{}")["webhook-signature"] != signed(other, "1", b"{}")["webhook-signature"]
