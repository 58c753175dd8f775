"""Every suggestion has a department, an answer and a verdict (IN-18)."""

from typing import Any

import pytest

from libs.common.events.followup import SuggestionVoiced
from libs.common.events.intake import SuggestionAnswered, SuggestionRegistered, SuggestionRouted
from libs.common.ids import derived_id, new_id
from services.intake.suggestions.rules import is_valuable
from tests.integration.intake import told
from tests.integration.intake.house import Intake

BODY: dict[str, Any] = {"channel": "letter", "text": "说明书字太小"}


@pytest.mark.rule("IN-18")
async def test_it_is_routed_and_answered_with_a_verdict(intake: Intake) -> None:
    made = await told.created(intake.agent, "/intake/v1/suggestions", BODY)
    path = f"/intake/v1/suggestions/{made['id']}"
    verdict = {"text": "下一版改大", "verdict": "adopted"}
    early = await intake.agent.post(f"{path}/answer", json=verdict)
    assert (early.status_code, early.json()["code"]) == (409, "suggestion_not_routed")
    reworded = await intake.agent.patch(path, json={"text": "说明书的字太小"})
    assert reworded.json()["text"] == "说明书的字太小"
    routed = await intake.agent.post(f"{path}/route", json={"department": "rnd"})
    assert (routed.json()["status"], routed.json()["department"]) == ("routed", "rnd")
    async with intake.person("department_manager") as manager:
        answered = await manager.post(f"{path}/answer", json=verdict)
    assert (answered.json()["answer"], answered.json()["verdict"]) == ("下一版改大", "adopted")
    late = await intake.agent.post(f"{path}/route", json={"department": "sales"})
    again = await intake.agent.post(f"{path}/answer", json=verdict | {"verdict": "declined"})
    assert (again.status_code, again.json()["code"]) == (409, "suggestion_answered")
    assert (await intake.agent.patch(path, json={"text": "x"})).status_code == 409
    assert (late.status_code, late.json()["code"]) == (409, "suggestion_answered")
    assert await intake.told() == [
        SuggestionRegistered(channel="letter", customer_id=None, department=None),
        SuggestionRouted(department="rnd"),
        SuggestionAnswered(verdict="adopted", valuable=True),
    ]


@pytest.mark.rule("IN-18")
@pytest.mark.parametrize("lacking", ["text", "verdict"])
async def test_an_answer_has_a_text_and_a_verdict(intake: Intake, lacking: str) -> None:
    made = await intake.post("agent", "/suggestions", BODY | {"department": "rnd"}, expect=201)
    answer = {"text": "下一版改大", "verdict": "adopted"}
    for body in ({name: answer[name] for name in answer if name != lacking}, answer | {lacking: " "}):
        refused = await intake.post("agent", f"/suggestions/{made['id']}/answer", body, expect=422)
        assert [error["pointer"] for error in refused["errors"]] == [f"/{lacking}"]


@pytest.mark.rule("IN-18")
@pytest.mark.parametrize(
    ("verdict", "said", "valuable"),
    [
        ("adopted", None, True),
        ("Valuable", None, True),
        ("采纳", None, True),
        ("有价值", None, True),
        ("declined", None, False),
        ("以后再做", None, False),
        ("declined", True, True),
        ("采纳", False, False),
    ],
)
def test_what_the_verdict_says_counts_unless_it_is_said(
    verdict: str, said: bool | None, *, valuable: bool
) -> None:
    assert is_valuable(verdict, said) is valuable


@pytest.mark.rule("IN-18")
async def test_one_voiced_in_a_survey_is_registered_once(intake: Intake) -> None:
    voiced = SuggestionVoiced(ticket_id=None, customer_id=new_id(), text="周末也上门")
    event = intake.event(voiced, new_id())
    await intake.deliver(event)
    await intake.deliver(event)
    [found] = (await intake.agent.get("/intake/v1/suggestions?status=registered")).json()["items"]
    assert (found["text"], found["channel"]) == ("周末也上门", "survey")
    assert found["id"] == str(derived_id(event.id, "suggestion"))
