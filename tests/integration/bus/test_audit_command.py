"""`aftercare audit verify` says whether every chain is whole, by its words and its exit code (XC-06)."""

import asyncio

import pytest
from click.testing import CliRunner, Result

from deploy.local.commands import audit as command
from libs.common.database import Database
from tests.integration.bus.accounts import change, open_account
from tests.integration.bus.test_record import force


async def verify() -> Result:
    return await asyncio.to_thread(CliRunner().invoke, command.command, ["verify"])


@pytest.mark.rule("XC-06")
async def test_a_chain_that_was_tampered_with_is_named(
    intake: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "databases", lambda _home: {"intake": intake.url})
    account = await open_account(intake)
    async with intake.transaction() as session:
        await change(session, account, 2)
    whole = await verify()

    await force(intake, "UPDATE audit SET hash = sha256('x') WHERE version = 2")
    broken = await verify()

    assert (whole.exit_code, whole.output) == (0, "Every chain is whole.\n")
    assert (broken.exit_code, broken.output) == (1, f"Error: intake: Account {account} version 2\n")
