"""A survey after every resolution, once, by visit, link, call or post (FU-01, FU-02)."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events import followup as events
from libs.common.events import intake
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from tests.integration.followup.house import GOOD, LATE, FollowUps, case_closed, closed


@pytest.mark.rule("FU-01")
@pytest.mark.parametrize("given", ["paper", "link", "device"])
async def test_one_given_on_a_visit_is_the_tickets(followup: FollowUps, given: str) -> None:
    ticket = await followup.ticket()
    visit = await followup.visited(ticket, given)
    [survey] = await followup.surveys(ticket)
    assert (survey["given"], survey["visit_id"], survey["status"]) == (given, str(visit), "sent")
    await followup.move(hours=1)
    await followup.closed(ticket)
    assert await followup.surveys(ticket) == [survey]
    [sent] = await followup.told(events.SurveySent)
    assert (sent.about_id, sent.resolution, sent.given) == (ticket, 1, given)


@pytest.mark.rule("FU-01")
async def test_refused_on_the_visit_it_is_sent_at_closing(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket, "refused")
    assert await followup.surveys(ticket) == []
    await followup.move(hours=1)
    await followup.closed(ticket)
    [survey] = await followup.surveys(ticket)
    assert (survey["given"], survey["sent_at"]) == ("link", "2026-03-02T03:00:00Z")


@pytest.mark.rule("FU-01")
@pytest.mark.parametrize("outcome", ["declined", "answered", "cancelled_by_customer"])
async def test_without_a_visit_it_is_sent_at_closing(followup: FollowUps, outcome: str) -> None:
    ticket = await followup.ticket()
    await followup.closed(ticket, visited=False, outcome=outcome)
    [survey] = await followup.surveys(ticket)
    assert survey["link"].startswith("http://127.0.0.1:8000/followup/v1/survey/")


@pytest.mark.rule("FU-01")
@pytest.mark.parametrize(
    "ending",
    [intake.TicketCancelled(reason="x"), intake.TicketMerged(into=new_id(), number="T-20260302-0001")],
)
async def test_a_cancelled_or_merged_ticket_is_not_asked_about(followup: FollowUps, ending: Event) -> None:
    ticket = await followup.ticket()
    await followup.hear(ending, of=ticket)
    assert await followup.surveys(ticket) == []


@pytest.mark.rule("FU-01", "FU-02")
async def test_a_closed_complaint_has_a_survey_of_its_own(followup: FollowUps) -> None:
    case, ticket = new_id(), await followup.ticket()
    closing = case_closed(followup.now, ticket_id=ticket, handlers=["service_manager"])
    await followup.hear(closing, of=case)
    [survey] = (await followup.get(f"/surveys?case_id={case}"))["items"]
    assert (survey["about"], survey["case_id"], survey["ticket_id"]) == ("case", str(case), str(ticket))
    assert await followup.surveys(ticket) == [survey]
    await followup.visited(ticket)
    about = [one["about"] for one in await followup.surveys(ticket)]
    assert sorted(about) == ["case", "ticket"]
    path = f"/surveys/{survey['id']}/answers"
    refused = await followup.post("service_manager", path, LATE, expect=403)
    assert refused["code"] == "own_work"
    await followup.post("agent", path, LATE)
    [reported] = await followup.told(events.DissatisfactionReported)
    assert (reported.case_id, reported.poor) == (case, ["arrival"])


@pytest.mark.rule("FU-02")
async def test_each_resolution_is_asked_about(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    for resolution in (1, 2, 3):
        await followup.move(hours=1)
        await followup.visited(ticket)
        await followup.move(hours=1)
        await followup.closed(ticket, resolution)
        await followup.move(hours=1)
        await followup.hear(intake.TicketReopened(reason="again", repeat_repair=True), of=ticket)
    assert [survey["resolution"] for survey in await followup.surveys(ticket)] == [1, 2, 3]


@pytest.mark.rule("FU-02")
async def test_two_visits_before_a_closing_are_one_survey(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    first = await followup.visited(ticket)
    await followup.move(days=1)
    await followup.visited(ticket, "paper")
    await followup.closed(ticket)
    [survey] = await followup.surveys(ticket)
    assert (survey["visit_id"], survey["given"]) == (str(first), "link")


@pytest.mark.rule("FU-02")
async def test_reminded_once_after_two_days(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    await followup.move(days=2, seconds=-1)
    assert await followup.told(events.CustomerNotified) == []
    await followup.move(seconds=1)
    [reminder] = await followup.told(events.CustomerNotified)
    assert (reminder.ticket_id, reminder.channel) == (ticket, "link")
    assert (await followup.surveys(ticket))[0]["reminded_at"] == "2026-03-04T02:00:00Z"
    await followup.move(days=60)
    assert len(await followup.told(events.CustomerNotified)) == 1


@pytest.mark.rule("FU-02")
async def test_nothing_is_answered_before_it_was_asked(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    early = GOOD | {"at": (followup.now - timedelta(seconds=1)).isoformat()}
    refused = await followup.post("agent", f"/surveys/{survey['id']}/answers", early, expect=422)
    assert [error["pointer"] for error in refused["errors"]] == ["/at"]


@pytest.mark.rule("FU-02")
async def test_whoever_answered_is_not_reminded(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    await followup.post("agent", f"/surveys/{survey['id']}/answers", GOOD)
    await followup.move(days=10)
    assert await followup.told(events.CustomerNotified) == []


@pytest.mark.rule("FU-02")
async def test_a_reopened_ticket_is_not_reminded_of_what_is_over(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.closed(ticket, visited=False, outcome="answered")
    await followup.move(hours=1)
    await followup.hear(intake.TicketReopened(reason="again", repeat_repair=False), of=ticket)
    await followup.move(days=10)
    assert await followup.told(events.CustomerNotified) == []


@pytest.mark.rule("FU-02")
async def test_a_customer_who_heard_from_us_today_is_reminded_tomorrow(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    await followup.move(days=2, hours=-1)
    await followup.hear(intake.CustomerNotified(channel="sms", ticket_id=ticket, text_hash="x"), of=ticket)
    await followup.move(hours=2)
    assert await followup.told(events.CustomerNotified) == []
    await followup.move(days=1)
    [survey] = await followup.surveys(ticket)
    assert survey["reminded_at"] == "2026-03-05T01:00:00Z"


@pytest.mark.rule("FU-02")
async def test_locked_after_submission(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket, "paper")
    [survey] = await followup.surveys(ticket)
    path = f"/surveys/{survey['id']}/answers"
    answered = await followup.post("agent", path, GOOD | {"opinion": "很好"})
    assert (answered["status"], answered["channel"], answered["opinion"]) == ("answered", "paper", "很好")
    refused = await followup.post("agent", path, LATE, expect=409)
    assert refused["code"] == "survey_answered"
    assert await followup.surveys(ticket) == [answered]
    [completed] = await followup.told(events.SurveyCompleted)
    assert (completed.arrival, completed.promises, completed.channel) == ("satisfied", "fair", "paper")


@pytest.mark.rule("FU-02")
async def test_nobody_answers_for_their_own_work(followup: FollowUps) -> None:
    async def refused(survey: Any, role: str, subject: str) -> str:
        path = f"/surveys/{survey['id']}/answers"
        code: str = (await followup.post(role, path, GOOD, expect=403, subject=subject))["code"]
        return code

    visited = await followup.ticket()
    await followup.visited(visited)
    [survey] = await followup.surveys(visited)
    assert await refused(survey, "technician", "technician") == "forbidden"
    assert await refused(survey, "agent", "technician") == "own_work"
    answered = await followup.ticket()
    await followup.closed(answered, actor="li", visited=False, outcome="answered")
    [survey] = await followup.surveys(answered)
    assert await refused(survey, "agent", "li") == "own_work"
    remote = await followup.ticket()
    await followup.hear(intake.TicketUpdated(field_work=False), of=remote, actor="wang")
    await followup.closed(remote, actor="li", visited=False)
    [survey] = await followup.surveys(remote)
    assert await refused(survey, "agent", "wang") == "own_work"
    await followup.post("agent", f"/surveys/{survey['id']}/answers", GOOD)


@pytest.mark.rule("IN-06", "FU-01")
async def test_what_was_resolved_without_a_visit_is_asked_about_all_the_same(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.hear(intake.TicketUpdated(field_work=False), of=ticket)
    assert await followup.surveys(ticket) == []
    await followup.closed(ticket, visited=False)
    assert len(await followup.surveys(ticket)) == 1


@pytest.mark.rule("FU-02")
@pytest.mark.parametrize(
    ("answers", "poor"),
    [
        (GOOD | {"attitude": "poor"}, ["attitude"]),
        (GOOD | {"technique": "poor", "promises": "poor"}, ["technique", "promises"]),
        (LATE | {"opinion": "迟到"}, ["arrival"]),
        (GOOD | {"opinion": "我要投诉"}, []),
        (GOOD | {"opinion": "I want to complain about the price"}, []),
    ],
)
async def test_poor_or_words_of_complaint_are_reported(
    followup: FollowUps, answers: dict[str, str], poor: list[str]
) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    await followup.post("agent", f"/surveys/{survey['id']}/answers", answers)
    [reported] = await followup.told(events.DissatisfactionReported)
    assert (reported.poor, reported.text) == (poor, answers.get("opinion", ""))
    assert (str(reported.source_id), reported.ticket_id) == (survey["id"], ticket)
    assert (reported.user, reported.reported_at) == ("technician", followup.now)


@pytest.mark.rule("FU-02")
async def test_praise_is_not_reported_and_a_suggestion_is_voiced(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    opinion = "没有投诉，建议门把手高一点"
    await followup.post("agent", f"/surveys/{survey['id']}/answers", GOOD | {"opinion": opinion})
    assert await followup.told(events.DissatisfactionReported) == []
    [voiced] = await followup.told(events.SuggestionVoiced)
    assert (voiced.text, voiced.ticket_id) == (opinion, ticket)


async def test_what_is_wrong_with_typed_answers_is_named(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)

    async def pointers(body: dict[str, Any]) -> list[str]:
        path = f"/surveys/{survey['id']}/answers"
        answer = await followup.post("agent", path, body, expect=422)
        return [error["pointer"] for error in answer["errors"]]

    assert await pointers({}) == ["/attitude", "/technique", "/arrival", "/promises"]
    assert await pointers(GOOD | {"arrival": "late"}) == ["/arrival"]
    assert await pointers(GOOD | {"mood": "good"}) == ["/mood"]
    later = (followup.now + timedelta(hours=1)).isoformat()
    assert await pointers(GOOD | {"at": later}) == ["/at"]
    assert (await followup.get(f"/surveys/{new_id()}", expect=404))["code"] == "survey_not_found"


@pytest.mark.rule("FU-02", "XC-02")
async def test_a_link_keeps_to_its_visit_when_an_earlier_closing_is_heard_late(followup: FollowUps) -> None:
    ticket = await followup.ticket()
    closing = followup.event(closed(visited=False), ticket)
    reopening = followup.event(intake.TicketReopened(reason="again", repeat_repair=True), ticket)
    await followup.move(hours=1)
    visit = await followup.visited(ticket)
    [given] = await followup.surveys(ticket)
    assert given["resolution"] == 1
    await followup.deliver(closing, reopening)
    earlier, later = await followup.surveys(ticket)
    assert (later["id"], later["resolution"], later["visit_id"]) == (given["id"], 2, str(visit))
    assert (earlier["resolution"], earlier["visit_id"]) == (1, None)
