"""Whoever changes what a ticket is called by, the search knows (IN-05); by the triggers of the database."""

from typing import Any

import pytest

from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.test_search import found, one

__all__ = ["one"]

_CHANGES = [
    ("tickets", "number = 'T20200101-777001'", "777001"),
    ("tickets", "voucher_number = 'V20200101-777002'", "777002"),
    ("tickets", "fault = '门关不严'", "关不严"),
    ("tickets", "fault_code = 'Q-42'", "q 42"),
    ("units", "serial = 'ZZ-77001'", "77001"),
    ("units", "model = 'KFR-35'", "kfr"),
    ("units", "former_serials = ARRAY['YY-66001']", "66001"),
    ("customers", "name = '司马光'", "司马"),
    ("customers", "contact_person = '诸葛亮'", "诸葛亮"),
    ("customers", "phones = ARRAY['+8613911112222']", "13911112222"),
]


@pytest.mark.rule("IN-05", "IN-11")
@pytest.mark.parametrize(("table", "change", "words"), _CHANGES, ids=[change for _, change, _ in _CHANGES])
async def test_what_is_changed_is_found(
    intake: Intake, one: dict[str, Any], table: str, change: str, words: str
) -> None:
    ids = {"tickets": one["id"], "units": one["unit_id"], "customers": one["customer_id"]}
    assert await found(intake, q=words) == []

    await _do(intake, f"UPDATE {table} SET {change} WHERE id = '{ids[table]}'")

    assert await found(intake, q=words) == [one["id"]]


@pytest.mark.rule("IN-05", "IN-11")
@pytest.mark.parametrize(("column", "words"), [("customer_id", "李四"), ("unit_id", "SM-1")])
async def test_whose_ticket_it_is_and_of_which_unit_may_change(
    intake: Intake, one: dict[str, Any], column: str, words: str
) -> None:
    """As when files are merged."""
    [other] = await found(intake, q="空调")
    await _do(intake, f"UPDATE units SET model = 'SM-1' WHERE id = (SELECT unit_id {_OF.format(other)})")

    theirs = f"(SELECT {column} {_OF.format(other)})"
    await _do(intake, f"UPDATE tickets SET {column} = {theirs} WHERE id = '{one['id']}'")

    assert set(await found(intake, q=words)) == {one["id"], other}


_OF = "FROM tickets WHERE id = '{}'"


@pytest.mark.rule("IN-05")
async def test_a_ticket_moves_with_its_time(intake: Intake, one: dict[str, Any]) -> None:
    await _do(
        intake, f"UPDATE tickets SET opened_at = opened_at - interval '9 years' WHERE id = '{one['id']}'"
    )

    assert await found(intake, q="冰箱", opened_to="2020-01-01") == [one["id"]]


@pytest.mark.rule("IN-01", "IN-05")
async def test_the_serials_of_all_pieces_that_were_exchanged_find_it(
    intake: Intake, one: dict[str, Any]
) -> None:
    for serial in ("NEW-1", "NEW-2/B"):
        answer = await intake.agent.post(
            f"/intake/v1/units/{one['unit_id']}/exchange", json={"new_serial": serial}
        )
        assert answer.status_code == 200, answer.text

    mine = {"customer_id": one["customer_id"]}
    for serial in ("GR-KT2024/009923", "grkt", "new-1", "NEW1", "NEW-2/B"):
        assert (
            await found(intake, serial=serial) == await found(intake, serial=serial, **mine) == [one["id"]]
        ), serial
        assert await found(intake, q=serial) == [one["id"]], serial
    for serial in ("KT2024", "ew1", "b"):
        assert await found(intake, serial=serial) == await found(intake, serial=serial, **mine) == [], serial


async def _do(intake: Intake, statement: str) -> None:
    async with intake.database.transaction() as session:
        await (await session.connection()).exec_driver_sql(statement)
