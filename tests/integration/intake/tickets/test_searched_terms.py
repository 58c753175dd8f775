"""The terms of the search against a slow reference, which reads every text (IN-05)."""

import re
import unicodedata
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.test_search import opened

_RUN = re.compile("[a-z0-9]+|[^\u0001-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+")
_LETTERS = "冰箱不转e480 -"
_READ = "SELECT search_terms(search_text($1), now()) @@ search_query($2)"


def runs(said: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", said).lower())


def fits(run: str, text: str) -> bool:
    """Chinese anywhere; Latin at the beginning of a run, or at the end of one with digits."""
    if not run.isascii():
        return run in text
    in_it = [each for each in runs(text) if each.isascii()]
    tails = [each for each in in_it if len(run) >= 4 and any(map(str.isdecimal, each))]
    return any(each.startswith(run) for each in in_it) or any(each.endswith(run) for each in tails)


@pytest.mark.rule("IN-05")
@pytest.mark.parametrize("run", ["一二三四五六七八九十冰箱", "a1b2c3d4e5f6g7h8i9j", "20260302", "e41"])
async def test_every_part_that_may_be_asked_for_is_a_term(intake: Intake, run: str) -> None:
    ends = range(1, len(run) + 1)
    parts = {run[:end] for end in ends} | {run[-size:] for size in ends if size >= 4}
    if not run.isascii():
        parts = {run[begin:end] for end in ends for begin in range(end)}
    async with intake.database.transaction() as session:
        connection = await session.connection()
        for part in parts:
            found = await connection.exec_driver_sql(_READ, (f"前 {run}，后", part))
            assert found.scalar_one(), part


@pytest.mark.rule("IN-05")
async def test_pieces_that_stand_apart_are_no_hits_of_the_index(intake: Intake) -> None:
    """As words of a third of the tickets often do; the texts aren't read for it."""
    async with intake.database.transaction() as session:
        connection = await session.connection()
        for text, asked in (("冰箱不制冷，内筒不转", "冰箱不转"), ("e4 123456", "1256"), ("a 4", "a4")):
            found = await connection.exec_driver_sql(_READ, (text, asked))
            assert not found.scalar_one(), asked


@pytest.fixture
async def known(intake: Intake) -> dict[str, str]:
    """The words of many tickets by number, made at random."""
    await opened(intake, fault={"text": "样本"})
    chosen = Random(1)
    faults = ["".join(chosen.choices(_LETTERS, k=chosen.randint(1, 24))) for _ in range(300)]
    async with intake.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE sample ON COMMIT DROP AS SELECT * FROM tickets"
        )
        await connection.exec_driver_sql(_COPIES, (faults,))
        words: Any = await connection.exec_driver_sql(_WORDS)
        return {row[0]: row[1] for row in words}


@pytest.mark.rule("IN-05")
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(_LETTERS, min_size=1, max_size=9).filter(lambda asked: bool(runs(asked))))
async def test_a_search_finds_what_a_reader_finds(intake: Intake, known: dict[str, str], asked: str) -> None:
    """All that fits, and nothing in which what was asked for isn't written."""
    found: set[str] = set()
    cursor: dict[str, str] = {}
    while cursor is not None:
        asked_for = {"q": asked, "limit": "200", **cursor}
        answer = (await intake.agent.get("/intake/v1/tickets", params=asked_for)).json()
        found |= {ticket["number"] for ticket in answer["items"]}
        cursor = answer["next_cursor"] and {"cursor": answer["next_cursor"]}

    wanted = runs(asked)
    assert found >= {number for number, text in known.items() if all(fits(run, text) for run in wanted)}
    assert found <= {number for number, text in known.items() if all(run in text for run in wanted)}


@pytest.mark.rule("IN-05")
@pytest.mark.parametrize("number", [300, 900])
async def test_what_was_said_long_ago_comes_in_order_too(intake: Intake, number: int) -> None:
    """Few and many, none of whom is of the last months."""
    await opened(intake, fault={"text": "样本"})
    async with intake.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE sample ON COMMIT DROP AS SELECT * FROM tickets"
        )
        faults = [("冰箱漏水", "冰箱", "漏水")[n % 3] for n in range(number)]
        await connection.exec_driver_sql(_LONG_AGO, (faults,))
        rows: Any = await connection.exec_driver_sql(_BY_AGE)
        by_age = [(row.number, row.fault) for row in rows]

    for asked, wanted in (("冰箱", {"冰箱", "冰箱漏水"}), ("冰箱 漏水", {"冰箱漏水"})):
        assert await numbers(intake, asked) == [number for number, fault in by_age if fault in wanted]


async def numbers(intake: Intake, asked: str) -> list[str]:
    """Of all pages."""
    found: list[str] = []
    cursor: dict[str, str] | None = {}
    while cursor is not None:
        page = (await intake.agent.get("/intake/v1/tickets", params={"q": asked, **cursor})).json()
        found += [ticket["number"] for ticket in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    return found


_LONG_AGO = """
    INSERT INTO tickets SELECT (jsonb_populate_record(sample, jsonb_build_object(
        'id', gen_random_uuid(), 'number', 'T19990101-' || n, 'voucher_number', 'V19990101-' || n,
        'fault', said, 'opened_at', sample.opened_at - interval '200 days' - n * interval '29 hours'))).*
    FROM sample, unnest($1::text[]) WITH ORDINALITY AS given (said, n) ORDER BY md5(n::text)"""
_BY_AGE = "SELECT number, fault FROM tickets ORDER BY opened_at DESC, id DESC"
_COPIES = """
    INSERT INTO tickets SELECT (jsonb_populate_record(sample, jsonb_build_object(
        'id', gen_random_uuid(), 'number', 'T19990101-' || n, 'voucher_number', 'V19990101-' || n,
        'fault', said, 'opened_at', sample.opened_at - n * n * interval '1 minute'))).*
    FROM sample, unnest($1::text[]) WITH ORDINALITY AS given (said, n)"""
_WORDS = "SELECT number, words FROM tickets JOIN ticket_texts ON ticket_id = tickets.id"
