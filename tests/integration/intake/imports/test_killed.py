"""A worker that is killed in the middle of an import (IN-14)."""

import asyncio
import sys

import pytest

from libs.common import audit
from libs.common.events import intake as events
from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import shown, upload, work_off

ROWS = 5_000


@pytest.mark.rule("IN-14")
@pytest.mark.parametrize("progress", [0.1, 0.6])
async def test_another_one_finishes_what_a_killed_worker_began(intake: Intake, progress: float) -> None:
    rows = "".join(f"客户{n},1380013{n:04d}\n" for n in range(ROWS))
    id_ = (await upload(intake, "customers", f"name,phone\n{rows}")).json()["id"]
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.intake.imports.worker", intake.database.url
    )
    while (found := await shown(intake, id_))["progress"] < progress:
        assert worker.returncode is None, found
    worker.kill()
    await worker.wait()

    killed = await shown(intake, id_)
    await work_off(intake)

    assert killed["imported"] < ROWS
    assert (await shown(intake, id_))["imported"] == ROWS
    assert len(await intake.told(events.CustomerRegistered)) == ROWS
    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []
