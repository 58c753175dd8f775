"""The customer's page by signed link: once, until it expires, in zh and en (FU-01, FU-02)."""

import json
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from libs.common.events import followup as events
from libs.common.ids import new_id
from libs.common.testing import web
from tests.integration.followup.house import GOOD, LATE, FollowUps, link_path

BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9", "Accept-Language": "en"}


async def path(followup: FollowUps) -> str:
    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    return link_path(survey)


@pytest.mark.rule("FU-01")
@pytest.mark.parametrize(("language", "heading"), [("zh", "满意度调查"), ("en", "Satisfaction survey")])
async def test_the_page_asks_four_items_at_four_levels(
    followup: FollowUps, language: str, heading: str
) -> None:
    link = await path(followup)
    for answer in (
        await followup.http.get(f"{link}?lang={language}"),
        await followup.http.get(link, headers={"Accept-Language": language}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert f"<h1>{heading}</h1>" in answer.text
        assert f'<html lang="{language}">' in answer.text
        names = re.findall(r'type="radio" name="(\w+)" value="(\w+)"', answer.text)
        assert len(set(names)) == len(names) == 16
        assert "<script" not in answer.text


async def test_nobody_keeps_frames_or_passes_on_the_page(followup: FollowUps) -> None:
    link = await path(followup)
    answers = [
        await followup.http.get(link),
        await followup.http.get(link[:-4] + "abcd", headers=BROWSER),
        await followup.http.get(link[:-4] + "abcd"),
        await followup.http.post(link, json={}),
        await followup.http.post(link, data=GOOD, headers=BROWSER),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 422, 200]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        if "html" in answer.headers["content-type"]:
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "form-action 'self'" in policy
            assert "unsafe" not in policy


@pytest.mark.rule("FU-01", "FU-02")
async def test_answered_once_and_reading_uses_nothing_up(followup: FollowUps) -> None:
    link = await path(followup)
    for _ in range(3):
        assert (await followup.http.get(link)).status_code == 200
    answered = await followup.http.post(link, json=LATE | {"opinion": "迟到也不说"})
    assert (answered.status_code, answered.json()["status"]) == (200, "answered")
    again = await followup.http.post(link, json=GOOD)
    assert (again.status_code, again.json()["code"]) == (409, "survey_answered")
    shown = await followup.http.get(link, headers={"Accept-Language": "en"})
    assert (shown.status_code, "answered before" in shown.text) == (200, True)
    [completed] = await followup.told(events.SurveyCompleted)
    assert (completed.channel, completed.arrival) == ("link", "poor")
    assert len(await followup.told(events.DissatisfactionReported)) == 1


@pytest.mark.rule("FU-02")
async def test_whoever_is_signed_in_does_not_answer_for_their_own_work_by_link_either(
    followup: FollowUps,
) -> None:
    link = await path(followup)

    async def post(subject: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {web.token('technician', subject=subject)}"}
        return await followup.http.post(link, json=GOOD, headers=headers)

    refused = await post("technician")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_work")
    assert (await post("li")).status_code == 200
    async with followup.database.transaction() as session:
        typed_by = await session.scalar(text("SELECT typed_by FROM surveys"))
    assert typed_by == "li"


async def test_a_token_that_has_run_out_makes_nobody_of_a_customer(followup: FollowUps) -> None:
    link = await path(followup)
    headers = {"Authorization": f"Bearer {web.token('technician', expires_in=-60)}"}
    assert (await followup.http.post(link, json=GOOD, headers=headers)).status_code == 200


@pytest.mark.rule("FU-01")
async def test_a_form_is_as_good_as_json(followup: FollowUps) -> None:
    link = await path(followup)
    empty = await followup.http.post(link, data={"attitude": "poor"}, headers=BROWSER)
    assert (empty.status_code, empty.text.count("Please choose one")) == (422, 3)
    assert 'value="poor" required checked' in empty.text
    thanks = await followup.http.post(link, data=GOOD | {"opinion": ""}, headers=BROWSER)
    assert (thanks.status_code, "Thank you!" in thanks.text) == (200, True)
    again = await followup.http.post(link, data=GOOD, headers=BROWSER)
    assert (again.status_code, "locked" in again.text) == (409, True)


@pytest.mark.rule("FU-01")
async def test_unknown_or_altered_links_are_not_found(followup: FollowUps) -> None:
    link = await path(followup)
    token = link.rpartition("/")[2]
    for altered in (
        *(token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in range(len(token))),
        token[:-1],
        token + "A",
        token + "=",
        str(new_id()),
        "x",
        "%00",
        "é",
    ):
        for answer in (
            await followup.http.get(f"/followup/v1/survey/{altered}"),
            await followup.http.post(f"/followup/v1/survey/{altered}", json=GOOD),
        ):
            assert answer.status_code == 404, altered
            assert answer.headers["content-type"] == "application/problem+json"
    page = await followup.http.get("/followup/v1/survey/x", headers=BROWSER)
    assert "This link is not valid" in page.text
    assert (await followup.http.post(link, json=GOOD)).status_code == 200


@pytest.mark.rule("FU-01")
async def test_it_expires_by_business_time(followup: FollowUps) -> None:
    link = await path(followup)
    await followup.move(days=30, seconds=-1)
    assert (await followup.http.get(link)).status_code == 200
    await followup.move(seconds=1)
    for answer in (await followup.http.get(link), await followup.http.post(link, json=GOOD)):
        assert (answer.status_code, answer.json()["code"]) == (410, "survey_expired")
    page = await followup.http.post(link, data=GOOD, headers=BROWSER)
    assert (page.status_code, "has expired" in page.text) == (410, True)
    [survey] = (await followup.get("/surveys"))["items"]
    assert survey["status"] == "expired"
    await followup.post("agent", f"/surveys/{survey['id']}/answers", GOOD)


@pytest.mark.rule("FU-01")
async def test_another_secret_signs_nothing_here(followup: FollowUps) -> None:
    from services.followup.links import Links

    ticket = await followup.ticket()
    await followup.visited(ticket)
    [survey] = await followup.surveys(ticket)
    async with followup.database.transaction() as session:
        [row] = (await session.execute(text("SELECT id, nonce FROM surveys"))).all()
        columns = json.dumps(
            dict((await session.execute(text("SELECT * FROM surveys"))).mappings().one()), default=repr
        )
    forged = Links(b"some other secret of 32 bytes!!!", "http://x").token(row.id, row.nonce)
    assert (await followup.http.get(f"/followup/v1/survey/{forged}")).status_code == 404
    assert link_path(survey).rpartition("/")[2] not in columns


async def test_what_is_wrong_is_named_in_json(followup: FollowUps) -> None:
    link = await path(followup)

    async def pointers(**more: Any) -> tuple[int, list[str]]:
        answer = await followup.http.post(link, **more)
        return answer.status_code, [error["pointer"] for error in answer.json()["errors"]]

    assert await pointers(json=GOOD | {"arrival": 4}) == (422, ["/arrival"])
    assert await pointers(json=GOOD | {"at": "now"}) == (422, ["/at"])
    assert await pointers(json=GOOD | {"opinion": "x" * 2001}) == (422, ["/opinion"])
    assert await pointers(data=GOOD | {"opinion": "a\0b"}) == (422, ["/opinion"])
    assert await pointers(content=b"{", headers={"Content-Type": "application/json"}) == (422, [""])
    assert (await pointers(content=b"x", headers={"Content-Type": "text/plain"}))[0] == 415
    assert (await pointers(content=b"[" * 70_000, headers={"Content-Type": "application/json"}))[0] == 413


async def test_what_a_customer_typed_is_escaped(followup: FollowUps) -> None:
    link = await path(followup)
    evil = '</textarea><script>alert("1")</script>'
    answer = await followup.http.post(link, data={"opinion": evil}, headers=BROWSER)
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text


async def test_the_same_key_gets_the_first_answer_again(followup: FollowUps) -> None:
    link = await path(followup)
    key = {"Idempotency-Key": "once"}

    async def post(body: dict[str, str]) -> httpx.Response:
        return await followup.http.post(link, json=body, headers=key)

    first, again, other = await post(GOOD), await post(GOOD), await post(LATE)
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["code"] == "idempotency_key_reused"
    async with followup.database.transaction() as session:
        kept = await session.scalar(text("SELECT path FROM idempotency"))
    assert UUID(str(kept).rpartition(" ")[2])
