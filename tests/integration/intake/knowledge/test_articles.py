"""Articles are written, reviewed by another person, published in zh and en, and versioned (IN-03)."""

from typing import Any

import pytest

from libs.common.events.intake import ArticlePublished, ArticleWithdrawn
from libs.common.ids import new_id
from tests.integration.intake.house import Intake
from tests.integration.intake.knowledge import told


@pytest.mark.rule("IN-03")
async def test_from_draft_to_review_to_published(intake: Intake) -> None:
    article = await told.written(intake)
    path = f"/articles/{article['id']}"
    assert (article["status"], article["version"], article["draft"]["version"]) == ("draft", None, 1)
    assert await told.ids(intake, "/articles") == []
    submitted = await intake.post("agent", f"{path}/submit")
    assert (submitted["status"], submitted["draft"]["status"]) == ("review", "review")
    back = await intake.post("service_manager", f"{path}/send-back", {"reason": "缺少温控器的检查方法"})
    assert (back["status"], back["draft"]["sent_back_because"]) == ("draft", "缺少温控器的检查方法")
    await intake.patch("agent", path, {"text": {"zh": "先查温控器，再查压缩机。"}})
    await intake.post("agent", f"{path}/submit")
    assert await told.ids(intake, "/articles?status=review") == [article["id"]]
    out = await intake.post("service_manager", f"{path}/publish")
    assert (out["status"], out["version"], out["draft"], out["published_by"]) == (
        "published",
        1,
        None,
        "service_manager",
    )
    assert out["text"] == {"zh": "先查温控器，再查压缩机。", "en": "Check compressor and thermostat."}
    assert await told.ids(intake, "/articles") == [article["id"]]
    [event] = await intake.told(ArticlePublished)
    assert (event.version, event.title_en, event.models) == (1, "BCD-500 does not cool", ["BCD-500"])


@pytest.mark.rule("IN-03")
async def test_nobody_publishes_what_he_has_written(intake: Intake) -> None:
    article = await intake.post("service_manager", "/articles", told.ARTICLE, expect=201, subject="zhao")
    path = f"/articles/{article['id']}/publish"
    await intake.send(
        "PATCH", "agent", f"/articles/{article['id']}", {"title": {"en": "No cooling"}}, subject="qian"
    )
    for subject in ("zhao", "qian"):
        own = await intake.post("service_manager", path, expect=409, subject=subject)
        assert own["code"] == "own_article"
    await intake.post("agent", path, expect=403)
    assert (await intake.post("service_manager", path, subject="sun"))["status"] == "published"


@pytest.mark.rule("IN-03")
async def test_both_languages_are_needed_to_publish(intake: Intake) -> None:
    article = await told.written(intake, title={"zh": "不制冷"}, text={"zh": "查压缩机"})
    path = f"/articles/{article['id']}"
    refused = await intake.post("service_manager", f"{path}/publish", expect=409)
    assert refused["code"] == "translation_missing"
    assert [error["pointer"] for error in refused["errors"]] == ["/title/en", "/text/en"]
    await intake.patch("agent", path, {"title": {"en": "No cooling"}, "text": {"en": "See the compressor"}})
    assert (await intake.post("service_manager", f"{path}/publish"))["status"] == "published"


@pytest.mark.rule("IN-03")
async def test_the_published_version_answers_until_the_next_one_is(intake: Intake) -> None:
    article = await told.published(intake)
    path = f"/articles/{article['id']}"
    changed = await intake.patch("agent", path, {"text": {"zh": "先看是否断电。"}})
    assert (changed["version"], changed["status"], changed["text"]["zh"]) == (
        1,
        "published",
        "检查压缩机与温控器。",
    )
    assert (changed["draft"]["version"], changed["draft"]["text"]["zh"]) == (2, "先看是否断电。")
    assert changed["draft"]["text"]["en"] == "Check compressor and thermostat."
    assert await told.ids(intake, "/articles?status=draft") == [article["id"]]
    assert await told.ids(intake, "/articles?q=断电") == []
    assert await told.ids(intake, "/articles?q=断电&status=draft") == [article["id"]]
    out = await intake.post("service_manager", f"{path}/publish")
    assert (out["version"], out["text"]["zh"]) == (2, "先看是否断电。")
    assert await told.ids(intake, "/articles?q=断电") == [article["id"]]
    versions = (await intake.get(f"{path}/versions"))["items"]
    assert [(version["version"], version["text"]["zh"]) for version in versions] == [
        (2, "先看是否断电。"),
        (1, "检查压缩机与温控器。"),
    ]


@pytest.mark.rule("IN-03")
async def test_a_withdrawn_article_answers_nobody(intake: Intake) -> None:
    article = await told.published(intake)
    path = f"/articles/{article['id']}"
    gone = await intake.post("service_manager", f"{path}/withdraw", {"reason": "新机型已改"})
    assert gone["status"] == "withdrawn"
    assert await told.ids(intake, "/articles?q=制冷") == []
    assert await told.ids(intake, "/articles?status=withdrawn") == [article["id"]]
    assert (
        await intake.refused("service_manager", f"{path}/withdraw", {"reason": "又"})
        == "article_not_published"
    )
    assert await intake.refused("service_manager", f"{path}/publish") == "nothing_to_publish"
    assert await intake.told(ArticleWithdrawn) == [ArticleWithdrawn(version=1, reason="新机型已改")]
    await intake.patch("agent", path, {"models": ["BCD-500", "BCD-501"]})
    again = await intake.post("service_manager", f"{path}/publish")
    assert (again["status"], again["version"], again["models"]) == ("published", 2, ["BCD-500", "BCD-501"])


@pytest.mark.rule("IN-03")
@pytest.mark.parametrize("words", ["制冷", "不制冷 压缩机", "bcd-500", "BCD500", "compressor", "e1", "冷"])
async def test_it_is_found_by_words_in_either_language(intake: Intake, words: str) -> None:
    article = await told.published(intake)
    await told.published(
        intake,
        title={"zh": "漏水", "en": "Leak"},
        text={"zh": "换管", "en": "Hose"},
        models=[],
        fault_codes=[],
    )
    assert await told.ids(intake, f"/articles?q={words}") == [article["id"]]


async def test_lists_are_narrowed(intake: Intake) -> None:
    article = await told.published(intake)
    for query in ("category=refrigerator", "model=BCD-500", "fault_code=E1", "q=制冷&model=BCD-500"):
        assert await told.ids(intake, f"/articles?{query}") == [article["id"]], query
    for query in ("category=pc", "model=BCD", "fault_code=E2", "q=制热", "status=withdrawn"):
        assert await told.ids(intake, f"/articles?{query}") == [], query


BAD: dict[str, dict[str, Any]] = {
    "/title": {"title": {}},
    "/text": {"text": {"zh": None}},
    "/title/zh": {"title": {"zh": ""}},
    "/text/fr": {"text": {"zh": "好", "fr": "bien"}},
    "/categories/0": {"categories": ["spaceship"]},
    "/models": {"models": ["x"] * 51},
    "/words": {"words": ["x"]},
}


@pytest.mark.parametrize("pointer", BAD)
async def test_a_bad_article_is_named_by_field(intake: Intake, pointer: str) -> None:
    refused = await intake.post("agent", "/articles", told.ARTICLE | BAD[pointer], expect=422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]


async def test_states_are_kept(intake: Intake) -> None:
    article = await told.published(intake)
    path = f"/articles/{article['id']}"
    assert await intake.refused("agent", f"{path}/submit") == "nothing_to_publish"
    assert await intake.refused("service_manager", f"{path}/send-back", {"reason": "x"}) == "not_in_review"
    assert await intake.refused("service_manager", f"{path}/publish") == "nothing_to_publish"
    assert (await intake.patch("agent", path, {}))["draft"] is None
    assert (
        await intake.refused("service_manager", f"/articles/{new_id()}/publish", expect=404)
        == "article_not_found"
    )
    stale = await intake.http.post(
        f"/intake/v1{path}/submit",
        json={},
        headers={"If-Match": '"0"', "Authorization": intake.http.headers["Authorization"]},
    )
    assert stale.status_code == 412
