"""Agents read the call guide and say so; the service manager sees who hasn't (IN-13)."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.call_guide import loading
from tests.integration.intake.house import Intake

CALL = {
    "channel": "phone",
    "direction": "inbound",
    "kind": "consultation",
    "content": "营业时间",
    "answered": True,
}


async def guide(intake: Intake, situation: str, **who: Any) -> dict[str, Any]:
    [found] = (await intake.get(f"/call-guide?situation={situation}", **who))["items"]
    item: dict[str, Any] = found
    return item


async def behind(intake: Intake, query: str = "") -> dict[str, list[str]]:
    items = (await intake.get(f"/call-guide/unread{query}", role="service_manager"))["items"]
    return {item["agent"]: [unread["situation"] for unread in item["unread"]] for item in items}


@pytest.mark.rule("IN-13")
async def test_it_is_told_in_the_language_asked_for(intake: Intake) -> None:
    whole = (await intake.get("/call-guide"))["items"]
    assert len(whole) == 15
    [english] = (await intake.get("/call-guide?situation=silence&lang=en"))["items"]
    chinese = await guide(intake, "silence")
    assert (english["title"], chinese["title"]) == ("The caller is silent", "电话无声")
    assert [said["then_wait_seconds"] for said in english["say"]] == [5, 5]
    assert "Hello? Say something, or I will hang up!" in english["do_not_say"]
    assert (english["must_read"], english["version"], english["read_version"]) == (True, 1, None)


@pytest.mark.rule("IN-13")
async def test_all_that_the_texts_hold_is_shown(intake: Intake) -> None:
    """When a sentence is said, how long is waited, whether the call may end; conduct and rings."""
    silence, late, opening = [await guide(intake, name) for name in ("silence", "late_pick_up", "opening")]
    assert [(said["when"], said["then_wait_seconds"], said["ends_call"]) for said in silence["say"]] == [
        ("开头语之后仍无声音", 5, False),
        ("再等 5 秒仍无声音", 5, True),
    ]
    assert ["不得直接挂机" in told for told in silence["conduct"]] == [True]
    assert late["rings"] == {"answer_within": 3, "apologise_after": 5}
    assert late["say"][0]["text"].startswith("对不起，让您久等了！")
    assert (opening["rings"], opening["say"][0]["when"]) == (None, None)
    [english] = (
        await intake.http.get("/intake/v1/call-guide?situation=silence", headers={"Accept-Language": "en"})
    ).json()["items"]
    assert english["say"][0]["when"] == "Nothing is heard after the opening"


@pytest.mark.rule("IN-13")
async def test_what_was_read_is_on_record(intake: Intake) -> None:
    read = await intake.post("agent", "/call-guide/opening/acknowledge", {"version": 1})
    assert (read["must_read"], read["read_version"]) == (False, 1)
    again = await intake.post("agent", "/call-guide/opening/acknowledge")
    assert again["read_at"] == read["read_at"]
    assert not (await guide(intake, "opening"))["must_read"]
    assert (await guide(intake, "opening", subject="li.na"))["must_read"]
    [reading] = (await intake.get("/call-guide/readings?situation=opening", role="service_manager"))["items"]
    assert (reading["agent"], reading["version"], reading["read_at"]) == ("agent", 1, read["read_at"])


@pytest.mark.rule("IN-13")
async def test_who_takes_calls_and_has_not_read_it_is_listed(intake: Intake) -> None:
    await intake.post("agent", "/contacts", CALL, expect=201, subject="li.na")
    await intake.post("agent", "/contacts", CALL | {"channel": "letter"}, expect=201, subject="wu.di")
    await intake.hear_itself()
    assert list(await behind(intake)) == ["li.na"]
    assert len((await behind(intake))["li.na"]) == 15

    for item in (await intake.get("/call-guide"))["items"][1:]:
        await intake.post("agent", f"/call-guide/{item['situation']}/acknowledge", subject="li.na")
    assert await behind(intake) == {"li.na": ["opening"]}
    assert await behind(intake, "?active_since=2026-03-03") == {}
    await intake.post("agent", "/call-guide/opening/acknowledge", subject="li.na")
    assert await behind(intake) == {}


@pytest.fixture
def second_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A new text for noise, in force from the day after the tests' first."""
    texts = Path(shutil.copytree(loading.SHIPPED, tmp_path / "texts"))
    text = (texts / "noise.yaml").read_text(encoding="utf-8")
    later = text.replace("version: 1", "version: 2").replace("2020-01-01", "2026-03-03")
    (texts / "noise-2.yaml").write_text(later, encoding="utf-8")
    monkeypatch.setattr(loading, "SHIPPED", texts)
    loading.shipped_guides.cache_clear()
    yield
    loading.shipped_guides.cache_clear()


@pytest.mark.rule("IN-13")
@pytest.mark.usefixtures("second_version")
async def test_a_new_version_must_be_read_again(intake: Intake) -> None:
    for item in (await intake.get("/call-guide"))["items"]:
        await intake.post("agent", f"/call-guide/{item['situation']}/acknowledge")
    assert await behind(intake) == {}

    await intake.move(days=1)

    noise = await guide(intake, "noise")
    assert (noise["version"], noise["read_version"], noise["must_read"]) == (2, 1, True)
    assert await behind(intake) == {"agent": ["noise"]}
    code = await intake.refused("agent", "/call-guide/noise/acknowledge", {"version": 1})
    assert code == "guide_changed"
    assert not (await intake.post("agent", "/call-guide/noise/acknowledge", {"version": 2}))["must_read"]
    assert await behind(intake) == {}
    versions = (await intake.get("/call-guide/noise/versions?lang=en"))["items"]
    assert [version["version"] for version in versions] == [2, 1]


async def test_what_is_not_there_is_told(intake: Intake) -> None:
    assert (
        await intake.refused("agent", "/call-guide/yodelling/acknowledge", expect=404)
        == "situation_not_found"
    )
    assert (await intake.get("/call-guide/yodelling/versions", expect=404))["code"] == "situation_not_found"
    unknown = await intake.get("/call-guide?situation=yodelling", expect=422)
    assert [error["pointer"] for error in unknown["errors"]] == ["/situation"]
    for version in (0, "1", 10**30):
        path = "/call-guide/noise/acknowledge"
        refused = await intake.post("agent", path, {"version": version}, expect=422)
        assert [error["pointer"] for error in refused["errors"]] == ["/version"]


@pytest.mark.rule("IN-13")
async def test_only_the_service_manager_sees_who_has_read(intake: Intake) -> None:
    await intake.get("/call-guide/unread", expect=403)
    await intake.get("/call-guide/readings", expect=403)
    await intake.post("auditor", "/call-guide/noise/acknowledge", expect=403)
