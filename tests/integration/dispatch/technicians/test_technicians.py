"""Technicians' files and whether they can be reached (DI-01, DI-17)."""

import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import DONE, Dispatch


@pytest.mark.rule("DI-01")
async def test_a_file_holds_what_plans_need_with_load_and_on_time_record(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    await dispatch.visit(*DONE, technician=technician)
    late = await dispatch.visit("accept", "depart", technician=technician)
    await dispatch.move(hours=2)
    await dispatch.steps(late, "arrive")
    file = await dispatch.get(f"/technicians/{technician}")
    assert (file["load"], file["on_time"]) == (1, {"arrived": 2, "late": 1})
    assert file["shift"] == {"from": "08:00", "to": "18:00"}
    assert file["reachable"] == {"from": "08:00", "to": "22:00"}


@pytest.mark.rule("DI-01")
async def test_changes_keep_what_they_do_not_name(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    training = {"name": "制冷三级", "on": "2026-01-10"}
    trained = await dispatch.post("hr", f"/technicians/{technician}/trainings", training, expect=200)
    assert trained["trainings"] == [training]
    absence = {"from": "2026-03-04T00:00:00+08:00", "to": "2026-03-05T00:00:00+08:00", "reason": "病假"}
    changed = await dispatch.patch("dispatcher", f"/technicians/{technician}", {"absences": [absence]})
    assert (changed["trainings"], changed["skills"]) == ([training], ["refrigerator", "pc"])
    assert changed["absences"][0]["reason"] == "病假"


@pytest.mark.rule("DI-01")
async def test_a_new_sign_in_name_takes_the_open_visits_over(dispatch: Dispatch) -> None:
    technician = await dispatch.technician(user=None)
    visit = await dispatch.visit(technician=technician)
    await dispatch.post("technician", f"/visits/{visit}/accept", expect=403)
    await dispatch.patch("dispatcher", f"/technicians/{technician}", {"user": "technician"})
    await dispatch.steps(visit, "accept")


@pytest.mark.rule("DI-01", "DI-17")
async def test_switched_off_is_a_fact_in_the_hours_of_reachability_only(dispatch: Dispatch) -> None:
    technician = await dispatch.technician()
    path = f"/technicians/{technician}/unreachable"
    for at in ("2026-03-01T22:00:00+08:00", "2026-03-02T07:59:59+08:00"):
        answer = await dispatch.post("dispatcher", path, {"at": at, "how": "switched_off"}, expect=422)
        assert answer["errors"][0]["pointer"] == "/at"
    for at in ("2026-03-01T21:59:59+08:00", "2026-03-02T08:00:00+08:00"):
        await dispatch.post("dispatcher", path, {"at": at, "how": "refused"})
    facts = await dispatch.told(events.TechnicianUnreachable)
    assert [(fact.how, fact.user) for fact in facts] == [("refused", "technician")] * 2


async def test_a_shift_ends_after_it_begins(dispatch: Dispatch) -> None:
    body = {
        "name": "李雷",
        "skills": [],
        "base": {"lat": 31.0, "lon": 121.0},
        "region": "上海",
        "shift": {"from": "18:00", "to": "08:00"},
    }
    answer = await dispatch.post("dispatcher", "/technicians", body, expect=422)
    assert answer["errors"][0]["pointer"] == "/shift/to"


async def test_technicians_keep_no_files_of_each_other(dispatch: Dispatch) -> None:
    await dispatch.get("/technicians", role="technician", expect=403)
    await dispatch.post("agent", "/technicians", expect=403)
