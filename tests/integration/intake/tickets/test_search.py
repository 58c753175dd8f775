"""Finding a ticket by whatever somebody remembers of it (IN-05)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.intake import told
from tests.integration.intake.house import Intake

CUSTOMER = told.CUSTOMER | {
    "name": "欧阳建国",
    "contact_person": "Zoë Li",
    "contacts": [
        {"type": "phone", "value": "138 0013 8000"},
        {"type": "phone", "value": "010-6234 5678"},
        {"type": "phone", "value": "+1 650 253 0000"},
    ],
}
UNIT = told.UNIT | {"serial": "GR-KT2024/009923", "model": "BCD-480WG"}
FAULT = {"code": "F-17", "text": "冰箱不制冷，压缩机有响声；显示 E4，ｌｅａｋｉｎｇ since May。"}


async def opened(intake: Intake, **changes: Any) -> dict[str, Any]:
    asked = {"customer": CUSTOMER, "unit": UNIT, "kind": "repair", "fault": FAULT, **changes}
    return await told.created(intake.agent, "/intake/v1/tickets", asked)


async def found(intake: Intake, **query: Any) -> list[str]:
    answer = await intake.agent.get("/intake/v1/tickets", params=query)
    assert answer.status_code == 200, answer.text
    return [ticket["id"] for ticket in answer.json()["items"]]


@pytest.fixture(params=["as it is opened", "indexed"])
async def one(intake: Intake, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A ticket, and another that has nothing in common with it."""
    other = told.CUSTOMER | {"name": "李四", "contacts": [{"type": "phone", "value": "13912340000"}]}
    await opened(intake, customer=other, unit=told.UNIT | {"model": "X"}, fault={"text": "空调漏水"})
    ticket = await opened(intake)
    if request.param == "indexed":
        await intake.hear_itself()
        async with intake.database.transaction() as session:
            waiting = await (await session.connection()).exec_driver_sql(
                "SELECT count(*) FROM ticket_search WHERE words IS NULL"
            )
            assert waiting.scalar_one() == 0
    return ticket


@pytest.mark.rule("IN-05")
@pytest.mark.parametrize(
    "words",
    [
        "冰箱",
        "箱",
        "压缩机",
        "不制冷 响声",
        "冰箱不制冷",
        "欧阳",
        "建国",
        "欧阳建国 冰箱",
        "e4",
        "E4 制冷",
        "leak",
        "LEAKING since",
        "zoë",
        "f-17",
        "bcd-480",
        "480wg",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "8000",
        "1380",
        "13800",
        "01062345678",
        "010-62345678",
        "62345678",
        "5678",
        "+1 650 253 0000",
        "gr-kt2024",
        "GRKT2024009923",
        "kt2024",
        "009923",
        "9923",
        "！冰箱。",
    ],
)
async def test_it_is_found_by_its_words(intake: Intake, one: dict[str, Any], words: str) -> None:
    assert await found(intake, q=words) == [one["id"]]


@pytest.mark.rule("IN-05")
@pytest.mark.parametrize(
    "words",
    [
        "空调 制冷",
        "冷不",
        "制冷不",
        "冰箱 猫",
        "e5",
        "13800138001",
        "8001",
        "eaking",
        "李四 冰箱",
        "' & | ! :* \\ % _x",
    ],
)
async def test_it_is_not_found_by_others(intake: Intake, one: dict[str, Any], words: str) -> None:
    assert one["id"] not in await found(intake, q=words)


@pytest.mark.rule("IN-05")
@pytest.mark.parametrize("signs", ["!!", "，", "。 。", "😀", "_%", "\\", "' & |"])
@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/tickets", "q"),
        ("/tickets", "number"),
        ("/tickets", "serial"),
        ("/customers", "name"),
        ("/articles", "q"),
    ],
)
async def test_signs_alone_are_refused(intake: Intake, path: str, parameter: str, signs: str) -> None:
    answer = await intake.agent.get(f"/intake/v1{path}", params={parameter: signs})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (f"/{parameter}", "no_words")


@pytest.mark.rule("IN-05")
async def test_it_is_found_by_its_numbers_whole_and_in_part(intake: Intake, one: dict[str, Any]) -> None:
    for number in (one["number"], one["voucher_number"]):
        for part in (number, number.lower(), number[-6:], number[-4:]):
            assert await found(intake, number=part) == await found(intake, q=part) == [one["id"]], part
        assert one["id"] in await found(intake, number=number[:9])
        assert await found(intake, number=number, q="冰箱") == [one["id"]]
        assert await found(intake, number=number, q="空调") == []
    assert await found(intake, number="9923") == []
    assert await found(intake, number="T20260302-999999") == await found(intake, q="V20200101-000001") == []
    for serial in ("GR-KT2024/009923", "grkt2024009923", "GR-KT", "gr"):
        assert await found(intake, serial=serial) == [one["id"]], serial
    assert await found(intake, serial="KT2024") == []


@pytest.mark.rule("IN-05")
async def test_all_that_is_asked_must_fit(intake: Intake, one: dict[str, Any]) -> None:
    mine = {"customer_id": one["customer_id"]}

    assert await found(intake, **mine, q="冰箱", serial="gr") == [one["id"]]
    assert await found(intake, phone="138-0013-8000", q="8000") == [one["id"]]
    assert await found(intake, q="冰箱", status="open", opened_from="2026-03-02") == [one["id"]]
    assert await found(intake, q="冰箱", opened_to="2026-03-01") == []
    assert await found(intake, q="冰箱", status="closed") == await found(intake, **mine, q="空调") == []
    assert await found(intake, q="冰箱", status="waiting") == await found(intake, q="冰箱", serial="x") == []


@pytest.mark.rule("IN-05")
@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize("query", [{}, {"q": "制冷"}, {"q": "制冷", "status": "open"}, {"serial": "SN"}])
async def test_pages_go_from_the_newest_to_the_oldest(
    intake: Intake, query: dict[str, str], indexed: bool
) -> None:
    """Through days, months and years, none twice, none left out."""
    ticket = await opened(intake, fault={"text": "不制冷"}, unit=told.UNIT)
    theirs = {
        "customer": None,
        "customer_id": ticket["customer_id"],
        "unit_id": ticket["unit_id"],
        "unit": None,
    }
    all_of_them = [ticket["id"]]
    for hours in (0, 1, 5, 30, 300, 300, 2500, 20_000):
        await intake.move(hours=hours)
        if indexed:
            await intake.hear_itself()
        all_of_them.append((await opened(intake, **theirs, fault={"text": "不制冷"}))["id"])

    pages: list[list[str]] = []
    cursor = None
    while (cursor is not None or not pages) and len(pages) < len(all_of_them):
        page = await intake.agent.get(
            "/intake/v1/tickets", params={**query, "limit": 2, **({"cursor": cursor} if cursor else {})}
        )
        pages.append([ticket["id"] for ticket in page.json()["items"]])
        cursor = page.json()["next_cursor"]

    assert [ticket for page in pages for ticket in page] == all_of_them[::-1]


async def test_a_cursor_of_another_list_is_refused(intake: Intake) -> None:
    answer = await intake.agent.get("/intake/v1/tickets", params={"cursor": "AAAAAAAAAAAAAAAAAAAAAA"})

    assert [error["pointer"] for error in answer.json()["errors"]] == ["/cursor"]
    assert answer.status_code == 422


@pytest.mark.rule("IN-05", "IN-11")
async def test_what_is_put_right_is_found_anew(intake: Intake, one: dict[str, Any]) -> None:
    changes: list[tuple[str, dict[str, Any], str, str]] = [
        (f"customers/{one['customer_id']}", {"name": "司马光"}, "欧阳", "司马"),
        (f"customers/{one['customer_id']}", {"contacts": []}, "13800138000", "司马"),
        (f"tickets/{one['id']}", {"fault": {"text": "门关不严"}}, "压缩机", "关不严"),
        (f"units/{one['unit_id']}", {"serial": "ZZ-77"}, "gr-kt2024", "zz-77"),
    ]
    for path, change, old, new in changes:
        answer = await intake.agent.patch(f"/intake/v1/{path}", json=change)
        assert answer.status_code == 200, answer.text
        assert await found(intake, q=old) == [], old
        assert await found(intake, q=new) == [one["id"]], new


@pytest.mark.rule("IN-05")
async def test_an_import_is_indexed_at_once_and_forgotten_when_undone(intake: Intake) -> None:
    await opened(intake)
    async with intake.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE copies ON COMMIT DROP AS SELECT * FROM tickets"
        )
        await connection.exec_driver_sql("""
            INSERT INTO tickets SELECT (jsonb_populate_record(copies, jsonb_build_object(
                'id', gen_random_uuid(), 'number', 'T19990101-' || n, 'voucher_number', 'V19990101-' || n))).*
            FROM copies, generate_series(100001, 100300) AS n""")

    assert len(await found(intake, q="冰箱", number="T19990101", limit=200)) == 200
    async with intake.database.transaction() as session:
        connection = await session.connection()
        counted = await connection.exec_driver_sql("SELECT count(words), count(*) FROM ticket_search")
        assert counted.one() == (300, 301)
        await connection.exec_driver_sql("DELETE FROM tickets WHERE number LIKE 'T1999%'")
        left = await connection.exec_driver_sql("SELECT count(*) FROM ticket_search")
        assert left.scalar_one() == 1
    assert await found(intake, number="T19990101") == []


@pytest.mark.rule("IN-05")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="冰箱不制冷，； eE4ａ8０-$'", max_size=30), data=st.data())
async def test_any_part_of_any_text_is_found(intake: Intake, text: str, data: st.DataObject) -> None:
    """Any of a Chinese run; of a Latin one the beginning, and its end too if it has digits."""
    async with intake.database.transaction() as session:
        connection = await session.connection()
        read = await connection.exec_driver_sql(_READ, (text,))
        for run in read.scalar_one():
            latin = run.isascii()
            begin = 0 if latin else data.draw(st.integers(0, len(run) - 1))
            parts = [run[begin : data.draw(st.integers(begin + 1, len(run)))], run]
            if latin and len(run) > 4 and any(map(str.isdecimal, run)):
                parts.append(run[-4:])
            found = await connection.exec_driver_sql(_FOUND, (text, parts))
            assert found.scalar_one(), parts


_READ = "SELECT ARRAY(SELECT trim(p, '%%') FROM unnest(search_patterns(search_text($1))) AS p)"
_FOUND = """
    SELECT bool_and(search_terms(search_text($1), now()) @@ search_query(part))
    FROM unnest($2::text[]) AS part"""
