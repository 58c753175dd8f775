"""A technician finds and calls whom his own visit is to, and nobody else (IN-12)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import dispatch
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake


@pytest.mark.rule("IN-12")
async def test_a_technician_sees_whom_his_own_visit_is_to_until_it_is_over(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    visit = new_id()
    about: dict[str, Any] = {"ticket_id": UUID(ticket["id"]), "job_id": new_id(), "technician_id": new_id()}
    window: dict[str, Any] = {"window_from": intake.now, "window_to": intake.now + timedelta(hours=2)}
    await intake.hear(dispatch.VisitScheduled(**about, **window, user="lilei"), of=visit)
    path = f"/visits/{visit}/customer"

    seen = await intake.get(path, role="technician", subject="lilei")

    assert (seen["name"], seen["contacts"]) == (customer["name"], customer["contacts"])
    assert (seen["location"], seen["lat"]) == ("上海市黄浦区南京东路 1 号", 31.23)
    await intake.get(path, role="technician", subject="somebody-else", expect=403)
    assert (await intake.get(path, role="dispatcher"))["contacts"][0]["value"] == "138****8000"
    await intake.get(path, role="quality", expect=403)
    await intake.hear(dispatch.VisitFailed(**about, reason="没人"), of=visit)
    await intake.get(path, role="technician", subject="lilei", expect=403)
    await intake.get(f"/visits/{new_id()}/customer", role="technician", expect=404)
