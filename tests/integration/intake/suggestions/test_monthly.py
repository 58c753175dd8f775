"""The valuable suggestions are compiled monthly (IN-18)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.common import timers
from libs.common.events.intake import SuggestionsCompiled
from services.intake.suggestions.usecases import COMPILE
from tests.integration.intake.house import Intake

PATH = "/suggestions"


async def answered(intake: Intake, text: str, **verdict: Any) -> str:
    body = {"channel": "letter", "text": text, "department": "rnd"}
    made = await intake.post("agent", PATH, body, expect=201)
    await intake.post("department_manager", f"{PATH}/{made['id']}/answer", {"text": "好", **verdict})
    return str(made["id"])


@pytest.mark.rule("IN-18")
async def test_the_valuable_ones_are_compiled_when_their_month_is_over(intake: Intake) -> None:
    adopted = await answered(intake, "one", verdict="adopted")
    await answered(intake, "two", verdict="declined")
    await answered(intake, "three", verdict="valuable", valuable=False)
    said = await answered(intake, "four", verdict="以后再做", valuable=True)
    last = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)
    await intake.move_to(last)
    late = await answered(intake, "five", verdict="valuable")
    assert (await intake.get(f"{PATH}/monthly/2026-03"))["compiled_at"] is None
    assert await intake.told(SuggestionsCompiled) == []

    await intake.move(minutes=1)
    next_month = await answered(intake, "six", verdict="valuable")

    [compiled] = await intake.told(SuggestionsCompiled)
    assert compiled == SuggestionsCompiled(
        month="2026-03", suggestion_ids=[UUID(one) for one in (adopted, said, late)]
    )
    march = await intake.get(f"{PATH}/monthly/2026-03")
    assert [item["text"] for item in march["items"]] == ["one", "four", "five"]
    assert march["compiled_at"] == "2026-03-31T16:00:00Z"
    assert [item["id"] for item in (await intake.get(f"{PATH}/monthly/2026-04"))["items"]] == [next_month]


@pytest.mark.rule("IN-18")
async def test_they_are_listed_by_month_and_verdict(intake: Intake) -> None:
    await answered(intake, "one", verdict="declined")
    valuable = await answered(intake, "two", verdict="valuable")
    await intake.move(days=31)
    await answered(intake, "three", verdict="valuable")

    async def listed(query: str) -> list[str]:
        return [item["text"] for item in (await intake.get(f"{PATH}?{query}"))["items"]]

    assert await listed("month=2026-03&verdict=valuable") == ["two"]
    assert await listed("month=2026-03") == ["two", "one"]
    assert await listed("valuable=true") == ["three", "two"]
    assert await listed("month=2026-05") == []
    assert (await intake.get(f"{PATH}/{valuable}"))["valuable"] is True
    assert (await intake.get(f"{PATH}?month=2026-13", expect=422))["errors"][0]["pointer"] == "/month"
    await intake.get(f"{PATH}/monthly/2026-00", expect=404)


@pytest.mark.rule("IN-18")
async def test_a_month_compiled_again_is_the_same_compilation(intake: Intake) -> None:
    """An answer of its last moment may be committed after the timer rang."""
    first = await answered(intake, "one", verdict="valuable")
    await intake.move(days=31)
    async with intake.database.transaction() as session:
        await timers.set(session, kind=COMPILE, key="2026-03", due_at=intake.now)
    await intake.ring()
    told = await intake.told(SuggestionsCompiled)
    assert told == [SuggestionsCompiled(month="2026-03", suggestion_ids=[UUID(first)])] * 2
    assert (await intake.get(f"{PATH}/monthly/2026-03"))["compiled_at"] == "2026-04-02T02:00:00Z"
