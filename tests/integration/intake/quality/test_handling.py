"""Quality and R&D acknowledge, answer and close an issue; intake is warned meanwhile (IN-15, IN-02)."""

from typing import Any

import pytest

from libs.common.events.intake import (
    QualityIssueAcknowledged,
    QualityIssueAnswered,
    QualityIssueClosed,
)
from services.intake.quality.queries import known_issues
from tests.integration.intake.house import Intake
from tests.integration.intake.quality.house import only_issue, report

pytestmark = pytest.mark.rule("IN-15")


@pytest.fixture
async def issue(intake: Intake) -> dict[str, Any]:
    await report(intake, lot="L-7", safety=True)
    return await only_issue(intake)


async def test_both_departments_acknowledge_one_answers_and_quality_closes(
    intake: Intake, issue: dict[str, Any]
) -> None:
    path = f"/quality-issues/{issue['id']}"
    assert (issue["number"], issue["status"]) == ("Q20260302-0001", "raised")

    assert (await intake.post("rnd", f"{path}/acknowledge"))["status"] == "acknowledged"
    await intake.post("rnd", f"{path}/acknowledge")
    await intake.post("quality", f"{path}/acknowledge")
    answer = {"text": "压缩机启动器", "cause": "material", "advice": "请客户断电"}
    answered = await intake.post("rnd", f"{path}/answer", answer)
    closed = await intake.post("quality", f"{path}/close", {"result": "remedied", "text": "已换料"})

    assert [seen["department"] for seen in closed["acknowledgements"]] == ["rnd", "quality"]
    assert (answered["status"], answered["advice"]) == ("answered", "请客户断电")
    assert (closed["status"], closed["closed"]["result"]) == ("closed", "remedied")
    assert [one.department for one in await intake.told(QualityIssueAcknowledged)] == ["rnd", "quality"]
    assert [one.advice for one in await intake.told(QualityIssueAnswered)] == ["请客户断电"]
    assert [one.result for one in await intake.told(QualityIssueClosed)] == ["remedied"]


async def test_it_is_closed_after_an_answer_and_by_quality_only(
    intake: Intake, issue: dict[str, Any]
) -> None:
    path, how = f"/quality-issues/{issue['id']}", {"result": "no_defect"}
    assert await intake.refused("quality", f"{path}/close", how) == "quality_issue_not_answered"
    await intake.post("quality", f"{path}/answer", {"text": "误报"})
    await intake.refused("rnd", f"{path}/close", how, expect=403)
    await intake.refused("agent", f"{path}/answer", {"text": "x"}, expect=403)
    await intake.post("quality", f"{path}/close", how)
    assert await intake.refused("quality", f"{path}/close", how) == "quality_issue_closed"
    assert await intake.refused("rnd", f"{path}/answer", {"text": "x"}) == "quality_issue_closed"


async def test_it_is_listed_and_found(intake: Intake, issue: dict[str, Any]) -> None:
    async def listed(query: str) -> int:
        return len((await intake.get(f"/quality-issues?{query}"))["items"])

    assert await listed("status=raised&basis=safety&model=BCD-500&lot=L-7&open=true&safety=true") == 1
    for query in ("open=false", "status=closed", "basis=lot", "safety=false", "model=BCD-600", "lot=L-8"):
        assert await listed(query) == 0
    assert (await intake.get(f"/quality-issues/{issue['id']}"))["number"] == issue["number"]
    [counted] = (await intake.get(f"/quality-issues/{issue['id']}/reports"))["items"]
    assert (counted["source"], counted["lot"], counted["safety"]) == ("ticket", "L-7", True)
    await intake.get("/quality-issues/00000000-0000-7000-8000-000000000000", expect=404)
    await intake.get("/quality-issues?status=gone", expect=422)


async def test_an_open_issue_is_known_of_its_model_or_lot(intake: Intake, issue: dict[str, Any]) -> None:
    async def known(*products: tuple[str | None, str | None]) -> list[str]:
        async with intake.database.transaction() as session:
            return [found.number for found in await known_issues(session, products)]

    assert await known(("bcd-500", None)) == [issue["number"]]
    assert await known(("other", "l-7"), (None, None)) == [issue["number"]]
    assert await known((None, None), ("BCD-600", "L-8")) == []
    told = await intake.get("/quality-issues/known?model=BCD-500")
    assert [item["id"] for item in told["items"]] == [issue["id"]]
    await intake.post("quality", f"/quality-issues/{issue['id']}/answer", {"text": "误报"})
    await intake.post("quality", f"/quality-issues/{issue['id']}/close", {"result": "no_defect"})
    assert await known(("BCD-500", "L-7")) == []
