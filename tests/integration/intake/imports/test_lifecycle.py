"""Stopped in the middle an import resumes or is undone; the same file twice changes nothing (IN-14)."""

import asyncio
from typing import Any

import pytest

from libs.common import audit
from libs.common.events import intake as events
from services.intake.imports.limits import Limits, limits
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.imports import files
from tests.integration.intake.imports.files import imported, shown, steps, upload, work_off

ROWS = 25


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    small: Limits = limits().model_copy(update={"checked_at_once": 10, "made_at_once": 10})
    monkeypatch.setattr("services.intake.imports.steps.limits", lambda: small)


def customers(count: int = ROWS) -> str:
    return "name,phone\n" + "".join(f"客户{n},1380013{n:04d}\n" for n in range(count))


async def begun(intake: Intake, **form: str) -> str:
    answer = await upload(intake, "customers", customers(), **form)
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


async def act(intake: Intake, id_: str, verb: str, *, expect: int = 200) -> Any:
    return await intake.post("admin", f"/imports/{id_}/{verb}", expect=expect)


async def visible(intake: Intake) -> int:
    return len((await intake.get("/customers?limit=200"))["items"])


@pytest.mark.rule("IN-14")
async def test_nothing_is_visible_before_all_rows_are_checked(intake: Intake) -> None:
    id_ = await begun(intake)

    for checked in (0, 10, 20, 25):
        found = await shown(intake, id_)
        assert (found["status"], found["checked"], await visible(intake)) == ("checking", checked, 0)
        await steps(intake, 1)

    assert (await shown(intake, id_))["status"] == "importing"


@pytest.mark.rule("IN-14")
@pytest.mark.parametrize("done", range(9))
async def test_whoever_takes_over_goes_on_where_it_was(intake: Intake, done: int) -> None:
    """Each step is a transaction; what a killed worker has committed isn't done again, what it hasn't is."""
    id_ = await begun(intake)

    await steps(intake, done)
    await work_off(intake)

    found = await shown(intake, id_)
    assert (found["status"], found["imported"], found["progress"]) == ("done", ROWS, 1)
    assert await visible(intake) == ROWS
    assert len(await intake.told(events.CustomerRegistered)) == ROWS


@pytest.mark.rule("IN-14")
async def test_a_step_that_fails_in_the_middle_leaves_nothing(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = await begun(intake)
    await steps(intake, 5)

    async def fail(*_: Any, **__: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("services.intake.imports.steps._keep_faults", fail)
        with pytest.raises(ConnectionError):
            await steps(intake, 1)

    assert await visible(intake) == 10
    await work_off(intake)
    assert (await shown(intake, id_))["imported"] == await visible(intake) == ROWS


@pytest.mark.rule("IN-14")
async def test_the_same_file_twice_changes_nothing(intake: Intake) -> None:
    await imported(intake, "customers", customers())
    before = await intake.told()

    again = await imported(intake, "customers", customers())

    assert (again["imported"], again["unchanged"]) == (0, ROWS)
    assert await intake.told() == before


@pytest.mark.rule("IN-14")
async def test_a_corrected_file_adds_what_was_wrong_before(intake: Intake) -> None:
    bad = customers(3).replace("13800130001", "12")
    await imported(intake, "customers", bad)

    again = await imported(intake, "customers", customers(3))

    assert (again["imported"], again["unchanged"]) == (1, 2)


async def test_who_is_there_already_is_not_doubled(intake: Intake) -> None:
    await told.customer(intake.agent)

    done = await imported(
        intake, "customers", "name,phone\n王芳,13800138000\n李芳,13800138000\n王芳,13800138000\n"
    )

    assert (done["imported"], done["unchanged"]) == (1, 2)


@pytest.mark.rule("IN-14")
async def test_before_anything_is_visible_it_can_be_undone(intake: Intake) -> None:
    id_ = await begun(intake)
    await steps(intake, 2)

    undone = await act(intake, id_, "undo")
    await work_off(intake)

    assert undone["status"] == (await shown(intake, id_))["status"] == "undone"
    assert await visible(intake) == 0


@pytest.mark.rule("IN-14")
async def test_once_something_is_visible_it_can_only_be_resumed(intake: Intake) -> None:
    id_ = await begun(intake)
    await steps(intake, 5)

    assert (await act(intake, id_, "undo", expect=409))["code"] == "import_visible"
    await act(intake, id_, "stop")
    await work_off(intake)
    assert await visible(intake) == 10
    await act(intake, id_, "resume")
    await work_off(intake)

    assert await visible(intake) == ROWS
    assert (await act(intake, id_, "resume", expect=409))["code"] == "import_state"


@pytest.mark.rule("IN-14")
async def test_a_file_can_be_checked_only(intake: Intake) -> None:
    id_ = await begun(intake, check_only="true")
    await work_off(intake)

    found = await shown(intake, id_)
    assert (found["status"], found["checked"], await visible(intake)) == ("checked", ROWS, 0)
    await act(intake, id_, "resume")
    await work_off(intake)
    assert await visible(intake) == ROWS


@pytest.mark.rule("XC-06")
async def test_all_that_comes_in_is_in_the_audit_trail(intake: Intake) -> None:
    await imported(intake, "customers", customers())
    units = "".join(f"S{n},冰箱,客户{n % 3},1380013{n % 3:04d}\n" for n in range(9))
    await imported(intake, "units", f"serial,category,customer_name,phone\n{units}")
    await intake.agent.patch(
        f"/intake/v1/customers/{(await intake.get('/customers'))['items'][0]['id']}", json={"tier": "key"}
    )

    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []
    assert len(await intake.told(events.UnitRegistered)) == 9


async def test_two_workers_do_not_do_the_same(intake: Intake) -> None:
    id_ = await begun(intake)

    await asyncio.gather(*(work_off(intake) for _ in range(3)))
    await work_off(intake)

    assert (await shown(intake, id_))["imported"] == await visible(intake) == ROWS


async def test_the_same_request_again_gets_the_first_answer(intake: Intake) -> None:
    async def ask() -> Any:
        async with intake.person("admin") as admin:
            return await admin.post(
                files.PATH,
                data={"kind": "customers"},
                files={"file": ("a.csv", customers().encode())},
                headers={"Idempotency-Key": "one"},
            )

    first, second = await ask(), await ask()

    assert first.json() == second.json()
    assert len((await intake.get("/imports"))["items"]) == 1


@pytest.mark.parametrize("role", ["agent", "service_manager", "auditor", "partner"])
async def test_only_the_administrator_imports(intake: Intake, role: str) -> None:
    answer = await upload(intake, "customers", customers(), role=role)

    assert answer.status_code == 403
