"""Whoever goes to a fault sees what headquarters knows of it (IN-03, IN-15)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import intake
from libs.common.ids import new_id
from tests.integration.dispatch.house import Dispatch

BEGAN = datetime(2026, 2, 1, tzinfo=UTC)


def article(**changes: Any) -> intake.ArticlePublished:
    facts: dict[str, Any] = {
        "version": 1,
        "title_zh": "不制冷",
        "title_en": "Does not cool",
        "categories": ["refrigerator"],
        "models": [],
        "fault_codes": ["E4"],
    }
    return intake.ArticlePublished(**(facts | changes))


def issue(**changes: Any) -> intake.QualityIssueRaised:
    facts: dict[str, Any] = {
        "number": "Q20260302-0001",
        "basis": "fault",
        "category": "refrigerator",
        "model": "BCD-500",
        "fault_code": "E4",
        "fault": None,
        "lot": None,
        "safety": False,
        "count": 6,
        "threshold": 5,
        "days": 30,
        "first_at": BEGAN,
        "last_at": BEGAN,
        "to": ["quality", "rnd"],
        "ticket_ids": [],
        "case_ids": [],
    }
    return intake.QualityIssueRaised(**(facts | changes))


async def detail(dispatch: Dispatch, ticket: UUID) -> Any:
    return await dispatch.get(f"/jobs/{(await dispatch.job(ticket))['id']}")


@pytest.mark.rule("IN-03")
async def test_a_job_shows_the_articles_of_its_fault_or_model_the_code_first(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(fault_code="e4")
    by_code = await dispatch.hear(article())
    by_model = await dispatch.hear(article(models=["bcd-500"], fault_codes=[], categories=[]))
    for other in ({"fault_codes": ["E44"]}, {"categories": ["pc"]}, {"fault_codes": [""]}):
        await dispatch.hear(article(**other))
    shown = (await detail(dispatch, ticket))["articles"]
    assert [found["id"] for found in shown] == [str(by_code.subject), str(by_model.subject)]
    assert (shown[0]["number"], shown[0]["title"]) == (1, "不制冷")
    await dispatch.hear(article(version=2, fault_codes=["E5"]), of=by_code.subject)
    await dispatch.hear(intake.ArticleWithdrawn(version=1, reason="x"), of=by_model.subject)
    assert (await detail(dispatch, ticket))["articles"] == []
    assert (await detail(dispatch, await dispatch.ticket(fault_code=None, model=None)))["articles"] == []


@pytest.mark.rule("IN-15")
async def test_and_the_open_quality_issues_of_its_model_with_their_advice(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(fault_code="E4")
    raised = (await dispatch.hear(issue())).subject
    for other in ({"model": "BCD-600"}, {"fault_code": "E5"}, {"model": None}):
        await dispatch.hear(issue(**other))
    [known] = (await detail(dispatch, ticket))["quality_issues"]
    assert (known["id"], known["count"], known["safety"], known["advice"]) == (str(raised), 6, False, None)
    answered = intake.QualityIssueAnswered(number="Q", department="quality", advice="先断电")
    await dispatch.hear(answered, of=raised)
    await dispatch.hear(intake.QualityIssueAnswered(number="Q", department="rnd"), of=raised)
    await dispatch.hear(intake.QualityIssueTurnedUnsafe(number="Q", to=["quality"]), of=raised)
    [known] = (await detail(dispatch, ticket))["quality_issues"]
    assert (known["advice"], known["safety"]) == ("先断电", True)
    unsafe = await detail(dispatch, await dispatch.ticket(fault_code="E9"))
    assert [found["id"] for found in unsafe["quality_issues"]] == [str(raised)]
    await dispatch.hear(intake.QualityIssueClosed(number="Q", result="remedied", count=6), of=raised)
    assert (await detail(dispatch, ticket))["quality_issues"] == []


@pytest.mark.rule("XC-02")
async def test_a_repeat_changes_nothing(dispatch: Dispatch) -> None:
    ticket = await dispatch.ticket(fault_code="E4")
    event = dispatch.event(article(), new_id())
    await dispatch.deliver(event)
    await dispatch.deliver(event)
    assert len((await detail(dispatch, ticket))["articles"]) == 1
