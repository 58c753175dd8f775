"""Uploads as people make them, and the worker that works on them."""

from typing import Any

import httpx

from libs.common.chores import Chore
from services.intake.imports.steps import CHORE, work
from tests.integration.intake.house import Intake

PATH = "/intake/v1/imports"


async def upload(
    intake: Intake,
    kind: str | None,
    content: bytes | str,
    *,
    role: str = "admin",
    name: str = "file.csv",
    **form: str,
) -> httpx.Response:
    raw = content.encode() if isinstance(content, str) else content
    fields = {**({"kind": kind} if kind else {}), **form}
    async with intake.person(role) as person:
        return await person.post(PATH, data=fields, files={"file": (name, raw)})


async def imported(intake: Intake, kind: str, content: bytes | str, **form: str) -> dict[str, Any]:
    """The import once the worker is done with it."""
    answer = await upload(intake, kind, content, **form)
    assert answer.status_code == 201, answer.text
    await work_off(intake)
    return await shown(intake, answer.json()["id"])


async def shown(intake: Intake, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = await intake.get(f"/imports/{id_}")
    return found


async def steps(intake: Intake, count: int) -> None:
    chore = _chore(intake)
    for _ in range(count):
        await chore.step()


async def work_off(intake: Intake) -> None:
    chore = _chore(intake)
    while await chore.step():
        pass


def _chore(intake: Intake) -> Chore:
    wakeup = intake.app.state.wakeup
    return Chore(CHORE, work, database=intake.database, clock=intake.clock, wakeup=wakeup)
