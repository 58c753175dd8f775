"""The service report: what it must hold, and what becomes of an incomplete one (DI-11)."""

from typing import Any

import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import DONE, REPORT, Dispatch

STARTED = ("accept", "depart", "arrive", "start")


def without(*fields: str) -> dict[str, Any]:
    return {name: value for name, value in REPORT.items() if name not in fields}


@pytest.mark.rule("DI-11")
async def test_each_thing_that_is_missing_is_named(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    for field in REPORT:
        blank = [{"name": " ", "old_returned": True}] if field == "parts" else "  "
        for body in (without(field), {**REPORT, field: None}, {**REPORT, field: blank}):
            answer = await dispatch.post("technician", f"/visits/{visit}/report", body)
            assert answer == {"status": "returned", "missing": [field]}


@pytest.mark.rule("DI-11")
async def test_no_parts_means_none_was_replaced(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    answer = await dispatch.post("technician", f"/visits/{visit}/report", {**REPORT, "parts": []})
    assert answer["status"] == "submitted"
    await dispatch.steps(visit, "complete")
    assert await dispatch.told(events.PartReplaced) == []


@pytest.mark.rule("DI-11", "DI-17")
async def test_an_incomplete_report_is_stored_and_returned_and_stays_a_fact(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    await dispatch.post("technician", f"/visits/{visit}/report", without("customer_opinion"))
    assert (await dispatch.get(f"/visits/{visit}"))["report"]["cause"] == REPORT["cause"]
    assert await dispatch.refused("technician", f"/visits/{visit}/complete") == "report_incomplete"
    await dispatch.steps(visit, "report", "complete")
    [returned] = await dispatch.told(events.ReportReturned)
    assert (returned.missing, returned.user) == (["customer_opinion"], "technician")


@pytest.mark.rule("DI-11")
async def test_other_damage_names_who_answers_for_it(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    damage = {"what": "墙面划痕", "responsible": ""}
    answer = await dispatch.post("technician", f"/visits/{visit}/report", {**REPORT, "other_damage": damage})
    assert answer["missing"] == ["other_damage"]


OTHER_WORK: dict[str, Any] = {
    "what": "顺带检查洗衣机",
    "requested_by_customer": True,
    "responsibility": "客户自行承担",
    "written_before": True,
}


@pytest.mark.rule("DI-11")
@pytest.mark.parametrize(
    "lacking",
    [{"requested_by_customer": False}, {"written_before": False}, {"responsibility": " "}, {"what": ""}],
)
async def test_other_products_only_on_request_and_with_responsibility_written_first(
    dispatch: Dispatch, lacking: dict[str, Any]
) -> None:
    visit = await dispatch.visit(*STARTED)
    path = f"/visits/{visit}/report"
    body = REPORT | {"other_work": [OTHER_WORK, OTHER_WORK | lacking]}
    answer = await dispatch.post("technician", path, body)
    assert answer == {"status": "returned", "missing": ["other_work"]}
    [returned] = await dispatch.told(events.ReportReturned)
    assert returned.missing == ["other_work"]
    mended = await dispatch.post("technician", path, REPORT | {"other_work": [OTHER_WORK]})
    assert mended["status"] == "submitted"


@pytest.mark.rule("DI-11")
async def test_use_and_cautions_may_be_left_out_but_not_empty(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    path = f"/visits/{visit}/report"
    assert (await dispatch.post("technician", path, REPORT | {"cautions": " "}))["missing"] == ["cautions"]
    for cautions in (None, "不要频繁开关"):
        answer = await dispatch.post("technician", path, REPORT | {"cautions": cautions})
        assert answer["status"] == "submitted"


@pytest.mark.rule("DI-11")
async def test_a_visit_is_not_completed_without_a_report(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    assert await dispatch.refused("technician", f"/visits/{visit}/complete") == "report_missing"


@pytest.mark.rule("DI-11")
async def test_wrong_types_in_a_report_are_refused(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*STARTED)
    answer = await dispatch.post("technician", f"/visits/{visit}/report", {**REPORT, "cause": 7}, expect=422)
    assert [error["pointer"] for error in answer["errors"]] == ["/cause"]


@pytest.mark.rule("DI-11", "PO-11")
async def test_each_replaced_part_is_told_of_once_also_when_a_mended_report_adds_one(
    dispatch: Dispatch,
) -> None:
    visit = await dispatch.visit(*DONE)
    await dispatch.post("service_manager", f"/visits/{visit}/return-report", {"missing": ["parts"]})
    await dispatch.post("technician", f"/visits/{visit}/report", without("parts"))
    added = [*REPORT["parts"], {"name": "fan", "old_returned": False}]
    await dispatch.post("technician", f"/visits/{visit}/report", {**REPORT, "parts": added})
    assert [part.part for part in await dispatch.told(events.PartReplaced)] == ["compressor", "fan"]


@pytest.mark.rule("DI-10", "DI-11")
async def test_an_approved_report_stays_as_it_is(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    await dispatch.post("service_manager", f"/visits/{visit}/approve-report")
    assert await dispatch.refused("technician", f"/visits/{visit}/report", REPORT) == "report_approved"
    assert await dispatch.refused("service_manager", f"/visits/{visit}/return-report") == "report_approved"
