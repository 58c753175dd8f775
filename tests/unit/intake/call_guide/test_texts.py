"""The call guide's texts are data; a bad file stops the start and is named with line and field (IN-13)."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

from libs.common.policy.errors import PackError
from libs.common.settings import Settings
from libs.common.testing.web import settings_for
from services.intake import app as composition
from services.intake.app import build_api, build_worker
from services.intake.call_guide.guide import Situation
from services.intake.call_guide.loading import SHIPPED, load_guides, shipped_guides

TODAY = date(2026, 3, 2)


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize("situation", get_args(Situation))
def test_each_of_the_fifteen_says_what_to_say_and_what_not(situation: Situation) -> None:
    guide = shipped_guides().in_force(situation, TODAY)

    for told in (guide.title, *guide.say, *guide.do_not_say, *guide.conduct):
        assert told.zh
        assert told.en
        assert told.zh != told.en


WHAT_IT_COMES_TO: dict[Situation, tuple[str, str, str, str]] = {
    "opening": ("有什么可以帮您", "How may I help you?", "喂，说话呀！", "Well, speak up!"),
    "silence": ("听不到您的声音", "I cannot hear you", "再不说话我就挂了", "or I will hang up"),
    "noise": ("杂音比较大", "a lot of noise", "太吵了", "too loud"),
    "too_quiet": ("请您大声一点", "speak up a little", "喂，大声点儿！", "Louder!"),
    "hands_free": ("拿起话筒", "off the loudspeaker", "把免提关了", "Switch that loudspeaker off"),
    "dialect": ("请您讲普通话", "speak standard Mandarin", "听不懂！", "I don't understand you!"),
    "cannot_hear_us": ("现在能听清楚吗", "can you hear me now?", "我已经够大声了", "loud enough already"),
    "not_understood": ("您的意思是", "You mean that", "你说什么？", "What are you talking about?"),
    "asking_to_repeat": ("再说一遍，好吗", "say it once more, please?", "喂？啊？", "Huh?"),
    "asking_the_name": ("请问您贵姓", "May I have your name", "你叫什么？", "Who's this?"),
    "long_information": ("准备纸笔", "take a pen", "记一下！", "Write this down!"),
    "reading_back": ("我和您核对一下", "Let me read that back", "就这样吧", "That'll do"),
    "closing": ("还有什么可以帮您", "anything else", "没事我挂了", "Then I'm off"),
    "late_pick_up": ("让您久等了", "sorry to have kept you waiting", "刚才忙着呢", "I was busy"),
    "outbound": ("现在方便接听电话吗", "Is it convenient to talk now?", "你先听我说", "just listen"),
}


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize("situation", get_args(Situation))
def test_what_is_said_and_not_said_is_the_situations_own(situation: Situation) -> None:
    guide = shipped_guides().in_force(situation, TODAY)
    say_zh, say_en, not_zh, not_en = WHAT_IT_COMES_TO[situation]

    assert any(say_zh in told.zh and say_en in told.en for told in guide.say)
    assert any(not_zh in told.zh and not_en in told.en for told in guide.do_not_say)
    assert not any(not_zh in told.zh or not_en in told.en for told in guide.say)


@pytest.mark.rule("IN-13")
def test_the_main_points_are_read_back() -> None:
    first, agreed, _ = shipped_guides().in_force("reading_back", TODAY).say
    for points, text in (
        (("姓名", "电话", "地址", "型号", "问题"), first.zh),
        (("name", "telephone", "address", "model", "problem"), first.en),
        (("时间", "费用"), agreed.zh),
        (("visit", "price"), agreed.en),
    ):
        assert all(point in text for point in points), text


@pytest.mark.rule("IN-07", "IN-13")
def test_an_unreasonable_demand_is_neither_refused_outright_nor_promised() -> None:
    guide = shipped_guides().in_force("reading_back", TODAY)
    *_, beyond = guide.say
    assert beyond.when is not None
    assert ("超出规定" in beyond.when.zh, "beyond what is due" in beyond.when.en) == (True, True)
    assert ("答复您" in beyond.zh, "hear from us" in beyond.en) == (True, True)
    assert {"Impossible, that is against the rules.", "No problem, you will have it."} <= {
        told.en for told in guide.do_not_say
    }
    assert any(
        "既不当场拒绝，也不作承诺" in told.zh and "neither refused outright nor promised" in told.en
        for told in guide.conduct
    )


@pytest.mark.rule("IN-13")
def test_who_calls_out_asks_first_and_calls_again_when_it_suits() -> None:
    asked, _, inconvenient = shipped_guides().in_force("outbound", TODAY).say
    assert ("现在方便" in asked.zh, "convenient" in asked.en, asked.when) == (True, True, None)
    assert ("什么时间方便" in inconvenient.zh, "When would suit you?" in inconvenient.en) == (True, True)
    assert inconvenient.ends_call


@pytest.mark.rule("IN-13")
def test_there_are_fifteen_in_the_order_of_a_call() -> None:
    situations = [guide.situation for guide in shipped_guides().all_in_force(TODAY)]
    assert len(situations) == 15
    assert (situations[0], situations[-3:]) == ("opening", ["closing", "late_pick_up", "outbound"])


@pytest.mark.rule("IN-13")
def test_silence_gets_a_second_greeting_and_a_farewell_five_seconds_after_each() -> None:
    greeting, farewell = shipped_guides().in_force("silence", TODAY).say
    assert (greeting.then_wait_seconds, greeting.ends_call) == (5, False)
    assert (farewell.then_wait_seconds, farewell.ends_call) == (5, True)
    assert ("您好" in greeting.zh, "Good day" in greeting.en) == (True, True)
    assert ("再见" in farewell.zh, "goodbye" in farewell.en) == (True, True)


@pytest.mark.rule("IN-13")
def test_nobody_simply_hangs_up() -> None:
    """Wherever we end a call that can't be understood, something was asked before, and awaited."""
    for situation in ("silence", "noise", "too_quiet"):
        *asked, last = shipped_guides().in_force(situation, TODAY).say
        assert asked, situation
        assert all(sentence.then_wait_seconds and not sentence.ends_call for sentence in asked)
        assert last.then_wait_seconds
        assert ("再见" in last.zh, "goodbye" in last.en) == (True, True)


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize("situation", ["silence", "noise", "too_quiet", "dialect", "cannot_hear_us"])
def test_it_is_forbidden_to_hang_up_on_who_cannot_be_understood(situation: Situation) -> None:
    conduct = shipped_guides().in_force(situation, TODAY).conduct
    assert any("不得直接挂机" in told.zh and "ever simply hang up" in told.en for told in conduct)


@pytest.mark.rule("IN-13")
def test_a_late_pick_up_is_counted_in_rings() -> None:
    rings = shipped_guides().in_force("late_pick_up", TODAY).rings
    assert rings is not None
    assert (rings.answer_within, rings.apologise_after) == (3, 5)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "texts"))


BAD = {
    "title: {zh: 电话无声, en: The caller is silent}": ("title: {zh: 电话无声}", 4, "title.en"),
    "version: 1": ("version: one", 2, "version"),
    "from: 2020-01-01": ("from: someday", 3, "from"),
    "then_wait_seconds: 5": ("then_wait_seconds: 0", 9, "say.0.then_wait_seconds"),
    "do_not_say:": ("never_say: []\ndo_not_say:", 15, "never_say"),
    "situation: silence": ("situation: quiet", 1, "situation"),
    "en: Good day, how may I help you?": ("en: Good day {agent}", 6, "say.0"),
}


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize(("good", "bad"), BAD.items(), ids=[bad[2] for bad in BAD.values()])
def test_a_bad_text_is_named(texts: Path, good: str, bad: tuple[str, int, str]) -> None:
    file = texts / "silence.yaml"
    written, line, field = bad
    content = file.read_text(encoding="utf-8")
    assert good in content
    file.write_text(content.replace(good, written, 1), encoding="utf-8")

    with pytest.raises(PackError) as caught:
        load_guides(texts)

    assert (caught.value.file.name, caught.value.line, caught.value.field) == ("silence.yaml", line, field)


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize("field", ["say", "do_not_say", "conduct"])
def test_no_situation_is_silent(texts: Path, field: str) -> None:
    """Each says something to say, something not to say, and how to act."""
    file = texts / "dialect.yaml"
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(told | {field: []}, allow_unicode=True), encoding="utf-8")

    with pytest.raises(PackError) as caught:
        load_guides(texts)

    assert (caught.value.file.name, caught.value.field) == ("dialect.yaml", field)


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize("build", [build_api, build_worker])
def test_a_bad_text_stops_the_start(
    texts: Path, monkeypatch: pytest.MonkeyPatch, build: Callable[[Settings], object]
) -> None:
    (texts / "noise.yaml").write_text("situation: noise\n", encoding="utf-8")
    monkeypatch.setattr(composition, shipped_guides.__name__, lambda: load_guides(texts))

    with pytest.raises(PackError, match=r"noise.yaml:1: version: "):
        build(settings_for("postgresql://nobody@127.0.0.1:1/none"))


@pytest.mark.rule("IN-13")
def test_no_situation_may_be_missing(texts: Path) -> None:
    (texts / "dialect.yaml").unlink()

    with pytest.raises(PackError, match="nothing for dialect"):
        load_guides(texts)


def add_version(texts: Path, *, version: int, begins: str) -> None:
    first = (texts / "noise.yaml").read_text(encoding="utf-8")
    later = first.replace("version: 1", f"version: {version}").replace("2020-01-01", begins)
    (texts / "noise-later.yaml").write_text(later, encoding="utf-8")


@pytest.mark.rule("IN-13")
def test_a_later_version_holds_from_its_day_on(texts: Path) -> None:
    add_version(texts, version=2, begins="2026-07-01")
    guides = load_guides(texts)

    versions = [guides.in_force("noise", day).version for day in (TODAY, date(2026, 6, 30), date(2026, 7, 1))]
    assert versions == [1, 1, 2]
    assert guides.in_force("noise", date(1999, 1, 1)).version == 1
    assert [guide.version for guide in guides.of("noise")] == [1, 2]


@pytest.mark.rule("IN-13")
@pytest.mark.parametrize(
    ("version", "begins", "field"),
    [(3, "2026-07-01", "version"), (1, "2026-07-01", "version"), (2, "2020-01-01", "from")],
)
def test_versions_follow_each_other(texts: Path, version: int, begins: str, field: str) -> None:
    add_version(texts, version=version, begins=begins)

    with pytest.raises(PackError) as caught:
        load_guides(texts)

    assert caught.value.field == field
