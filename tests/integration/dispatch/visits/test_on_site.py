"""Help from headquarters, and the unit that leaves the site (DI-18, DI-19, IN-19)."""

from typing import Any

import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import Dispatch

ON_SITE = ("accept", "depart", "arrive")
TAKE: dict[str, Any] = {"to": "上海维修中心", "receipt_no": "RC-1", "consent": True, "backup": "done"}


@pytest.mark.rule("DI-19")
async def test_a_question_from_the_site_has_an_owner_a_clock_and_an_answer(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*ON_SITE)
    asked = await dispatch.post("technician", f"/visits/{visit}/ask-help", {"question": "代码 E7？"})
    assert asked["help"][0]["owner"] == "dispatcher"
    assert asked["help"][0]["due_at"].startswith("2026-03-02T02:00:00")
    again = await dispatch.refused("technician", f"/visits/{visit}/ask-help", {"question": "？"})
    assert again == "help_open"
    answered = await dispatch.post("dispatcher", f"/visits/{visit}/answer-help", {"text": "更换传感器"})
    assert answered["help"][0]["text"] == "更换传感器"
    await dispatch.move(hours=2)
    assert await dispatch.told(events.HelpOverdue) == []
    assert [event.text for event in await dispatch.told(events.HelpAnswered)] == ["更换传感器"]
    refused = await dispatch.refused("dispatcher", f"/visits/{visit}/answer-help", {"text": "x"})
    assert refused == "no_help_asked"


@pytest.mark.rule("DI-19")
async def test_a_question_that_nobody_answers_is_overdue_after_an_hour(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*ON_SITE)
    await dispatch.post("technician", f"/visits/{visit}/ask-help", {"question": "代码 E7？"})
    await dispatch.move(minutes=59)
    assert await dispatch.told(events.HelpOverdue) == []
    await dispatch.move(minutes=1)
    assert len(await dispatch.told(events.HelpOverdue)) == 1


@pytest.mark.rule("DI-18")
async def test_a_unit_leaves_with_consent_against_a_receipt_and_comes_back(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*ON_SITE, "start", "report")
    refused = await dispatch.refused("technician", f"/visits/{visit}/take-unit", TAKE | {"consent": False})
    assert refused == "consent_needed"
    taken = await dispatch.post("technician", f"/visits/{visit}/take-unit", TAKE)
    assert taken["unit_at"] == "上海维修中心"
    assert taken["unit_consented_at"].startswith("2026-03-02T01:00:00")
    assert await dispatch.refused("technician", f"/visits/{visit}/complete") == "unit_away"
    back = await dispatch.post("technician", f"/visits/{visit}/bring-back")
    assert (back["unit_at"], back["unit_back_at"] is None) == (None, False)
    await dispatch.steps(visit, "complete")
    assert len(await dispatch.told(events.UnitTakenIn, events.UnitBroughtBack)) == 2
    assert await dispatch.refused("technician", f"/visits/{visit}/bring-back") == "unit_not_taken"


@pytest.mark.rule("DI-18")
async def test_a_unit_comes_back_also_after_the_visit_failed(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*ON_SITE)
    await dispatch.post("technician", f"/visits/{visit}/take-unit", TAKE)
    await dispatch.post("technician", f"/visits/{visit}/fail", {"reason": "送修"})
    await dispatch.post("technician", f"/visits/{visit}/bring-back")


@pytest.mark.rule("IN-19")
@pytest.mark.parametrize(
    ("category", "backup", "status"),
    [("pc", "not_needed", 409), ("pc", "waived", 200), ("refrigerator", "not_needed", 200)],
)
async def test_a_data_bearing_unit_leaves_only_after_backup_or_waiver(
    dispatch: Dispatch, category: str, backup: str, status: int
) -> None:
    visit = await dispatch.visit(*ON_SITE, category=category)
    await dispatch.post("technician", f"/visits/{visit}/take-unit", TAKE | {"backup": backup}, expect=status)
    stored = (await dispatch.get(f"/visits/{visit}"))["unit_backup"]
    assert stored == (backup if status == 200 else None)
    assert [taken.backup for taken in await dispatch.told(events.UnitTakenIn)] == [backup] * (status == 200)


async def test_what_a_customer_was_told_travels_as_a_reference_only(dispatch: Dispatch) -> None:
    visit = await dispatch.visit()
    body = {"channel": "sms", "text": "师傅晚到半小时"}
    await dispatch.post("dispatcher", f"/visits/{visit}/notify", body)
    [notified] = await dispatch.told(events.CustomerNotified)
    assert len(notified.text_hash) == 64
