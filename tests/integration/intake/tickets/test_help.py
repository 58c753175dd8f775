"""A question from the site and headquarters' answer stand on the ticket (DI-19)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events.envelope import Event
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk


async def hear(desk: Desk, data: Event, *, actor: str) -> None:
    await desk.intake.deliver(desk.intake.event(data, desk.visit, actor=actor))


async def asked(desk: Desk, question: str) -> None:
    due_at = desk.at(timedelta(hours=1))
    fields: dict[str, Any] = desk.visit_fields()
    await hear(desk, dispatch.HelpRequested(**fields, due_at=due_at, question=question), actor="technician")


@pytest.mark.rule("DI-19")
async def test_question_answer_and_lateness_are_on_the_ticket(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await desk.hear(desk.scheduled())
    fields: dict[str, Any] = desk.visit_fields()

    await asked(desk, "代码 E7 是什么？")
    [open_question] = (await desk.now())["help"]
    await intake.move(hours=2)
    overdue = dispatch.HelpOverdue(**fields, due_at=intake.now, owner="dispatcher")
    await hear(desk, overdue, actor="service:dispatch")
    await hear(desk, dispatch.HelpAnswered(**fields, text="换主板"), actor="dispatcher")
    await asked(desk, "还有 E9")
    await hear(desk, dispatch.HelpAnswered(**fields, text="重启"), actor="service_manager")

    first, second = (await desk.now())["help"]
    assert (open_question["question"], open_question["answer"]) == ("代码 E7 是什么？", None)
    assert (open_question["due_at"], open_question["owner"]) == ("2026-03-02T03:00:00Z", "dispatcher")
    assert (first["answer"], first["answered_by"], first["overdue"]) == ("换主板", "dispatcher", True)
    assert first["answered_at"] == "2026-03-02T04:00:00Z"
    assert (second["question"], second["answer"], second["overdue"]) == ("还有 E9", "重启", False)


@pytest.mark.rule("DI-19")
async def test_an_answer_goes_to_the_visit_that_asked(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await asked(desk, "one")
    other = Desk(intake, desk.opened)
    await asked(other, "two")

    await hear(other, dispatch.HelpAnswered(**other.visit_fields(), text="to two"), actor="dispatcher")

    assert [(entry["question"], entry["answer"]) for entry in (await desk.now())["help"]] == [
        ("one", None),
        ("two", "to two"),
    ]
