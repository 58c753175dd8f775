"""Public price lists: versions that stay as they are, the board, and what the technician shows (DI-12)."""

import asyncio
from datetime import date
from decimal import Decimal

import httpx
import pytest

from libs.common.events import dispatch as events
from tests.integration.dispatch.house import Dispatch, price_list


async def public(dispatch: Dispatch, path: str, **headers: str) -> httpx.Response:
    """Without a sign-in."""
    return await dispatch.http.get(f"/dispatch/v1/price-lists{path}", headers=headers)


@pytest.mark.rule("DI-12")
async def test_what_is_published_is_read_without_sign_in_and_told_to_the_other_services(
    dispatch: Dispatch,
) -> None:
    drafted = await dispatch.post("service_manager", "/price-lists", price_list(), expect=201)
    assert (drafted["status"], drafted["version"], drafted["category"]) == ("draft", None, "general")
    assert (await public(dispatch, "")).json()["items"] == []
    assert (await public(dispatch, f"/{drafted['id']}")).status_code == 404
    assert [d["id"] for d in (await dispatch.get("/price-lists/drafts"))["items"]] == [drafted["id"]]
    await dispatch.post("service_manager", f"/price-lists/{drafted['id']}/publish")
    [shown] = (await public(dispatch, "")).json()["items"]
    assert (shown["version"], shown["phones"]["consumer_council"]) == (1, "12315")
    assert shown["lines"][0]["guide_price"] == {"amount": "60.00", "currency": "CNY"}
    assert (await public(dispatch, f"/{drafted['id']}")).json() == shown
    [told] = await dispatch.told(events.PriceListPublished)
    assert (told.category, told.version, told.valid_from) == ("general", 1, date(2026, 3, 2))
    assert (told.lines[0].name_en, told.lines[0].unit_price) == ("On-site diagnosis", Decimal("50.00"))


@pytest.mark.rule("DI-12")
async def test_what_is_published_is_never_changed_but_followed_by_the_next_version(
    dispatch: Dispatch,
) -> None:
    first = await dispatch.published(price_list())
    path = f"/price-lists/{first['id']}"
    answer = await dispatch.ask("PATCH", "service_manager", path, {"valid_from": "2026-04-01"})
    assert (answer.status_code, answer.json()["code"]) == (409, "price_list_published")
    assert await dispatch.refused("service_manager", f"{path}/publish") == "price_list_published"
    second = await dispatch.published(price_list(valid_from="2026-04-01"))
    other = await dispatch.published(price_list(category="pc"), by="admin")
    assert (second["version"], other["version"]) == (2, 1)
    for day, versions in {"2026-03-01": [], "2026-03-31": [1], "2026-04-01": [2]}.items():
        held = (await public(dispatch, f"?on={day}&category=general")).json()["items"]
        assert [item["version"] for item in held] == versions
    assert len((await public(dispatch, "")).json()["items"]) == 3


@pytest.mark.rule("DI-12")
async def test_versions_are_counted_also_when_lists_are_published_at_once(dispatch: Dispatch) -> None:
    drafts = [await dispatch.post("admin", "/price-lists", price_list(), expect=201) for _ in range(4)]
    paths = [f"/price-lists/{draft['id']}/publish" for draft in drafts]
    answers = await asyncio.gather(*(dispatch.ask("POST", "admin", path) for path in paths))
    assert {answer.status_code for answer in answers} <= {200, 409}
    versions = [answer.json()["version"] for answer in answers if answer.status_code == 200]
    assert versions
    assert sorted(versions) == list(range(1, len(versions) + 1))


@pytest.mark.rule("DI-12")
async def test_a_draft_is_mended_and_holds_from_its_publication_at_the_earliest(dispatch: Dispatch) -> None:
    body = price_list(valid_from="2026-03-01")
    drafted = await dispatch.post("service_manager", "/price-lists", body, expect=201)
    path = f"/price-lists/{drafted['id']}"
    assert await dispatch.refused("service_manager", f"{path}/publish") == "price_list_backdated"
    mended = await dispatch.patch("service_manager", path, {"valid_from": "2026-03-03"})
    assert (mended["valid_from"], mended["title"]["en"]) == ("2026-03-03", "Repair of appliances")
    await dispatch.post("service_manager", f"{path}/publish")


@pytest.mark.rule("DI-12")
@pytest.mark.parametrize("lacking", ["lines", "phones", "title", "valid_from"])
async def test_a_list_has_prices_phones_title_and_day(dispatch: Dispatch, lacking: str) -> None:
    body = {name: value for name, value in price_list().items() if name != lacking}
    answer = await dispatch.post("service_manager", "/price-lists", body, expect=422)
    assert [error["pointer"] for error in answer["errors"]] == [f"/{lacking}"]


async def test_only_who_answers_for_service_makes_prices(dispatch: Dispatch) -> None:
    for role in ("technician", "dispatcher", "sales", "agent"):
        await dispatch.post(role, "/price-lists", price_list(), expect=403)
    await dispatch.get("/price-lists/drafts", role="technician", expect=403)


@pytest.mark.rule("DI-12")
async def test_the_board_is_a_page_in_both_languages_of_what_holds_today(dispatch: Dispatch) -> None:
    assert "目前没有已公布的收费标准" in (await public(dispatch, "/board")).text
    await dispatch.published(price_list())
    await dispatch.published(price_list(valid_from="2026-04-01", title={"zh": "以后", "en": "Later"}))
    zh = await public(dispatch, "/board", **{"Accept-Language": "zh-CN"})
    assert zh.headers["content-type"].startswith("text/html")
    assert zh.headers["content-language"] == "zh"
    assert all(
        told in zh.text
        for told in (
            "上门检测",
            "50.00 CNY / 次",
            "60.00 CNY",
            "12315",
            "指导价",
            "第 1 版，自 2026-03-02 起执行",
        )
    )
    en = await public(dispatch, "/board?lang=en")
    assert "On-site diagnosis" in en.text
    assert "not included &lt;b&gt;" in en.text
    assert "Later" not in en.text
    assert "default-src 'none'" in en.headers["content-security-policy"]
    narrowed = (await public(dispatch, "/board?lang=en&category=pc")).text
    assert "Repair" in narrowed
    assert "?lang=zh&amp;category=pc" in narrowed
    assert (await public(dispatch, "/board?category=unheard-of")).status_code == 422


@pytest.mark.rule("DI-12")
async def test_the_technician_shows_the_list_that_holds_for_the_product_before_work(
    dispatch: Dispatch,
) -> None:
    await dispatch.published(price_list())
    own = await dispatch.published(price_list(category="refrigerator"))
    visit = await dispatch.visit("accept", "depart", "arrive")
    shown = await dispatch.post("technician", f"/visits/{visit}/prices-shown")
    assert shown["price_list_id"] == own["id"]
    assert await dispatch.refused("technician", f"/visits/{visit}/prices-shown") == "step_taken"
    [told] = await dispatch.told(events.PricesShown)
    assert (str(told.price_list_id), told.price_list_version, told.before_work) == (own["id"], 1, True)


@pytest.mark.rule("DI-12")
async def test_another_list_may_be_named_and_showing_it_after_the_start_says_so(dispatch: Dispatch) -> None:
    general = await dispatch.published(price_list())
    draft = await dispatch.post("service_manager", "/price-lists", price_list(), expect=201)
    visit = await dispatch.visit("accept", "depart", "arrive", "start")
    path = f"/visits/{visit}/prices-shown"
    await dispatch.move(minutes=1)
    answer = await dispatch.post("technician", path, {"price_list_id": draft["id"]}, expect=422)
    assert [error["pointer"] for error in answer["errors"]] == ["/price_list_id"]
    await dispatch.post("technician", path, {"price_list_id": general["id"]})
    [told] = await dispatch.told(events.PricesShown)
    assert told.before_work is False


async def test_prices_are_shown_also_where_no_list_is_published(dispatch: Dispatch) -> None:
    visit = await dispatch.visit("accept", "depart", "arrive")
    shown = await dispatch.post("technician", f"/visits/{visit}/prices-shown")
    assert (shown["price_list_id"], shown["prices_shown_at"] is None) == (None, False)
