"""A change, its events and its audit entry are one."""

import asyncio

import pytest
from asyncpg import UniqueViolationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from libs.common import audit
from libs.common.database import Database
from libs.common.record import EventNotSendable, record
from libs.common.testing.bus import recorded
from tests.integration.bus.accounts import Account, AmountChanged, Note, act, change, open_account


async def entries(database: Database) -> list[dict[str, object]]:
    async with database.transaction() as session:
        return list(await session.scalars(text("SELECT entry FROM audit ORDER BY recorded_at, version")))


@pytest.mark.rule("XC-02")
async def test_a_change_that_is_rolled_back_leaves_no_event_and_no_entry(intake: Database) -> None:
    account = await open_account(intake, amount=1)

    async def change_and_fail() -> None:
        async with intake.transaction() as session:
            await change(session, account, 2)
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await change_and_fail()
    async with intake.transaction() as session:
        for table in ("outbox_log", "outbox_queue", "audit"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 1
    assert await recorded(intake) == [AmountChanged(amount=1)]


async def test_versions_rise_by_one_for_each_event_and_for_a_silent_change(intake: Database) -> None:
    account_id = await open_account(intake)
    async with intake.transaction() as session:
        await change(session, account_id, 2, 3)
        account = await session.get_one(Account, account_id)
        account.status = "closed"
        await record(session, act=act(), aggregate=account, verb="close")
        assert account.version == 4
    async with intake.transaction() as session:
        versions = await session.scalars(text("SELECT version FROM outbox_log ORDER BY position"))
    assert list(versions) == [1, 2, 3]


async def test_two_changes_that_no_lock_serialised_do_not_both_succeed(intake: Database) -> None:
    account_id = await open_account(intake)
    both_have_read = asyncio.Barrier(2)

    async def change_without_lock(amount: int) -> None:
        async with intake.transaction() as session:
            account = await session.get_one(Account, account_id)
            await both_have_read.wait()
            account.amount = amount
            events = [AmountChanged(amount=amount)]
            await record(session, act=act(), aggregate=account, verb="change", events=events)

    results = await asyncio.gather(*map(change_without_lock, (1, 2)), return_exceptions=True)
    assert [type(result) for result in results if result] == [UniqueViolationError]


async def test_an_event_too_large_for_the_broker_is_refused_at_the_write(intake: Database) -> None:
    account_id = await open_account(intake)
    async with intake.transaction() as session:
        account = await session.get_one(Account, account_id)
        event = Note(text="x" * 262_144)
        with pytest.raises(EventNotSendable):
            await record(session, act=act(), aggregate=account, verb="note", events=[event])


@pytest.mark.rule("XC-06")
async def test_the_audit_says_who_when_what_and_from_where_without_personal_data(intake: Database) -> None:
    account = await open_account(intake, amount=1, owner="王芳")
    async with intake.transaction() as session:
        await change(session, account, 2)
    opened, changed = await entries(intake)
    assert changed == {
        "when": "2026-03-02T12:00:00Z",
        "who": "agent-1",
        "verb": "change",
        "from": "http",
        "request": "r-1",
        "id": str(account),
        "version": 2,
        "changes": {"amount": [1, 2]},
    }
    assert opened["changes"]["status"] == [None, "open"]  # type: ignore[index]
    assert opened["changes"]["owner"][1].startswith("salted:")  # type: ignore[index]
    assert "王芳" not in str(opened)


@pytest.mark.rule("XC-06")
@pytest.mark.parametrize("said", ["王芳要求加急", "call 13800138000", "Wang Fang"])
async def test_what_somebody_typed_is_in_no_entry_whatever_the_column(intake: Database, said: str) -> None:
    """Words of our own and numbers of forms are shown, anything else may tell who somebody is."""
    account_id = await open_account(intake)
    for status in ("waiting_for_part", "T20261123-000042", said):
        async with intake.transaction() as session:
            account = await session.get_one(Account, account_id)
            account.status = status
            await record(session, act=act(), aggregate=account, verb="change")
    shown = [entry["changes"]["status"][1] for entry in await entries(intake)]  # type: ignore[index]
    assert shown[:3] == ["open", "waiting_for_part", "T20261123-000042"]
    assert shown[3].startswith("salted:")
    assert said not in str(await entries(intake))


@pytest.mark.rule("XC-06")
async def test_a_hash_tells_nobody_a_value_that_the_salt_is_not_known_for(intake: Database) -> None:
    """The same telephone number of two people, and of one at two times, differs for who has no salt."""
    one, other = [await open_account(intake, owner="13800138000") for _ in range(2)]
    first, second = [entry["changes"]["owner"][1] for entry in await entries(intake)]  # type: ignore[index]
    async with intake.transaction() as session:
        salts = [(await session.get_one(Account, account)).salt for account in (one, other)]
    assert first != second
    assert "salt" not in str(await entries(intake)).replace("salted:", "")
    assert [audit.salted("13800138000", salt or b"") for salt in salts] == [first, second]


@pytest.mark.rule("XC-06")
async def test_without_its_salt_a_chain_is_whole_and_opened_by_nothing(intake: Database) -> None:
    account_id = await open_account(intake, owner="13800138000")
    async with intake.transaction() as session:
        account = await session.get_one(Account, account_id)
        account.owner, account.salt = None, None
        await record(session, act=act(), aggregate=account, verb="erase")
        assert await audit.verify(session) == []
    _, erased = await entries(intake)
    assert erased["changes"]["owner"][1] is None  # type: ignore[index]
    assert set(erased["changes"]) == {"owner"}  # type: ignore[call-overload]


@pytest.mark.rule("XC-06")
async def test_what_a_query_flushed_in_between_is_still_in_the_audit(intake: Database) -> None:
    account_id = await open_account(intake, amount=1)
    async with intake.transaction() as session:
        account = await session.get_one(Account, account_id)
        account.amount = 5
        await session.execute(text("SELECT 1 FROM accounts"))
        account.status = "closed"
        await record(session, act=act(), aggregate=account, verb="close")
        account.amount = 6
        await record(session, act=act(), aggregate=account, verb="correct")
    _, closed, corrected = await entries(intake)
    assert closed["changes"] == {"amount": [1, 5], "status": ["open", "closed"]}
    assert corrected["changes"] == {"amount": [5, 6]}


@pytest.mark.rule("XC-06")
@pytest.mark.parametrize(
    "tampering",
    [
        """UPDATE audit SET entry = '{"version": 2}' WHERE version = 2""",
        "UPDATE audit SET hash = sha256('x') WHERE version = 2",
        "DELETE FROM audit WHERE version = 2",
        "DELETE FROM audit WHERE version = 3",
        "DELETE FROM audit",
        "UPDATE audit SET aggregate = 'Other', version = 9 WHERE version = 3",
    ],
)
async def test_verification_finds_a_chain_that_was_tampered_with(intake: Database, tampering: str) -> None:
    account = await open_account(intake)
    async with intake.transaction() as session:
        await change(session, account, 1)
        await change(session, account, 2)
        assert await audit.verify(session) == []
    await force(intake, tampering)
    async with intake.transaction() as session:
        assert {line.split()[1] for line in await audit.verify(session)} == {str(account)}


@pytest.mark.rule("XC-06")
async def test_verification_finds_a_chain_that_is_said_to_be_anothers(intake: Database) -> None:
    account = await open_account(intake)
    async with intake.transaction() as session:
        await change(session, account, 1)
    other = "0199a1b2-0000-7000-8000-000000000001"
    await force(intake, f"UPDATE audit SET aggregate_id = '{other}'")
    async with intake.transaction() as session:
        broken = [line for line in await audit.verify(session) if other in line]
    assert broken == [f"Account {other} version {version}" for version in (1, 2)]


@pytest.mark.rule("XC-06")
async def test_a_chain_that_vanished_or_lost_its_end_breaks_the_anchor_of_its_day(intake: Database) -> None:
    account = await open_account(intake)
    async with intake.transaction() as session:
        await change(session, account, 1)
    await force(intake, "UPDATE audit SET recorded_at = recorded_at - interval '2 days'")
    async with intake.transaction() as session:
        await audit.anchor(session)
        assert await audit.verify(session) == []
    await force(intake, "DELETE FROM audit WHERE version = 2")
    async with intake.transaction() as session:
        end, day = await audit.verify(session)
    assert end == f"accounts {account} is at version 2, its chain at 1"
    assert day.startswith("anchor of ")


@pytest.mark.rule("XC-06")
async def test_each_finished_day_gets_its_anchor(intake: Database) -> None:
    account = await open_account(intake)
    days = []
    for ago in (3, 2):
        async with intake.transaction() as session:
            await change(session, account, ago)
        since = f"recorded_at = now() - interval '{ago} days'"
        await force(intake, f"UPDATE audit SET {since} WHERE recorded_at > now() - interval '1 hour'")
        async with intake.transaction() as session:
            await audit.anchor(session)
            assert await audit.verify(session) == []
            days.append(await session.scalar(text("SELECT count(*) FROM audit_anchors")))
    assert days == [1, 2]


@pytest.mark.rule("XC-06")
@pytest.mark.parametrize("table", ["audit", "audit_anchors"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = sha256('x')", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_audit_can_only_be_added_to(intake: Database, statement: str, table: str) -> None:
    await open_account(intake)
    with pytest.raises(DBAPIError, match="append-only"):
        async with intake.transaction() as session:
            await session.execute(text(statement.format(table)))


async def force(database: Database, statement: str) -> None:
    """As somebody with the owner's rights could."""
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit DISABLE TRIGGER append_only"))
        await session.execute(text(statement))
        await session.execute(text("ALTER TABLE audit ENABLE TRIGGER append_only"))
