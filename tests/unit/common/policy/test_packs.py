"""Pack files: found by category and day, checked when loaded, inherited from the base."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from libs.common.policy.engine import decide
from libs.common.policy.errors import PackError
from libs.common.policy.facts import Facts
from libs.common.policy.inheritance import inherit
from libs.common.policy.loading import SHIPPED, load_packs
from libs.common.policy.vocabulary import Category
from libs.common.policy.wording import in_words
from tests.unit.common.policy.asking import PACKS, ask

pytestmark = pytest.mark.rule("PO-01")

TODAY = date(2026, 11, 23)
TABLE = {
    "equipment": "equipment",
    "office_goods": "office-goods",
    **dict.fromkeys(["pc", "server", "monitor", "switch", "storage"], "computer"),
    "tablet": "tablet",
    **dict.fromkeys(
        ["phone", "television", "refrigerator", "air_conditioner", "washing_machine"], "appliance"
    ),
    "clothing": "garment",
    "installation_work": "installation",
    "consumer_goods": "consumer",
}

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "packs"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replaces a text in a pack file once, and answers the folder."""

    def edited(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edited


def second_version(
    folder: Path,
    first_day: str,
    *,
    pack: str = "consumer",
    version: str = "2",
    said: tuple[str, str] = ("", ""),
) -> None:
    text = (folder / f"{pack}.yaml").read_text(encoding="utf-8")
    text = text.replace('version: "1"', f'version: "{version}"').replace(*said)
    text = re.sub(r"from: 2000-01-01.*}", f"from: {first_day}}}", text)
    (folder / f"{pack}-2.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("category", get_args(Category))
def test_each_category_has_its_pack(category: Category) -> None:
    assert PACKS.for_unit(category, TODAY).pack == TABLE[category]
    assert PACKS.for_unit(category, date(1990, 1, 1)).pack == TABLE[category]
    first = ask(category).rules[0]
    assert (first.rule, first.outcome) == ("PO-01", TABLE[category])
    assert f"policy pack {TABLE[category]}, version 1 (base version 1)" in first.en


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "field"),
    [
        ("tablet.yaml", "late_exchange:", "late_exchanges:", 12, "late_exchanges"),
        ("tablet.yaml", "months: 12,", "months: twelve,", 10, "warranty.0.months"),
        ("tablet.yaml", "months: 12,", 'months: "12",', 10, "warranty.0.months"),
        ("tablet.yaml", "from: 0, to: 3", "from: 4, to: 3", 8, "windows.0"),
        ("tablet.yaml", '"0.001"', "0.001", 12, "late_exchange.daily_rate"),
        ("tablet.yaml", '"0.001"', '"1e400"', 12, "late_exchange.daily_rate"),
        ("tablet.yaml", '"0.001"', '"1.5"', 12, "late_exchange.daily_rate"),
        ("computer.yaml", "[pc, monitor]", "[pc, monitor, server]", 10, "warranty"),
        ("computer.yaml", "[pc, monitor]", "[pc]", 10, "warranty"),
        ("consumer.yaml", "warranty:\n  - {months: 12}\n", "", 1, "warranty"),
        (
            "computer.yaml",
            "  - {repair_hours",
            "  - {repair_hours: 1, part_away_days: 1}\n  - {repair_hours",
            33,
            "loaner",
        ),
        ("base.yaml", '  late: "20.00"\n', "", 122, "fines"),
        ("base.yaml", 'up_to: "500.00"', 'up_to: "50000.00"', 118, "authority"),
        ("base.yaml", ', up_to: "5000.00"', "", 118, "authority"),
        ("base.yaml", "{role: gm}", '{role: gm, up_to: "9.00"}', 118, "authority"),
        ("tablet.yaml", "from: 2000-01-01", "from: 2000-13-01", 3, "effective.from"),
        ("tablet.yaml", "- housing", "- house", 16, "exclusions.findings.0"),
        ("tablet.yaml", "categories: [tablet]", "categories: [tablet, pc]", 5, "categories"),
        ("tablet.yaml", 'version: "1"', 'version: "1"\nversion: "2"', 3, "version"),
        ("tablet.yaml", "pack: tablet", "pack: tablet\nbase_version: x", 2, "base_version"),
        ("tablet.yaml", "01-01}", "01-01, to: 2030-01-01}", 3, "effective.to"),
        ("tablet.yaml", "title: {zh: 平板电脑, en: Tablets}\n", "", 1, "title"),
        ("tablet.yaml", "[tablet]", "[tablet", 7, "(file)"),
        ("base.yaml", "replan_seconds: 5", "replan_seconds: -5", 72, "field_work.replan_seconds"),
        ("base.yaml", "  replan_seconds: 5\n", "", 68, "field_work.replan_seconds"),
        ("base.yaml", "hours: 24}", "hours: 24, days: 1}", 52, "deadlines.answer"),
        (
            "base.yaml",
            "monthly_review_day: 10",
            "monthly_review_day: 32",
            100,
            "complaints.monthly_review_day",
        ),
        ("base.yaml", "road_percent: 130", "road_percent: 0", 179, "planning.road_percent"),
        ("base.yaml", 'damage_share: "0.60"', 'damage_share: "1.60"', 157, "workshop.damage_share"),
        ("tablet.yaml", "from: 2000-01-01", 'from: "2000-01-01"', 3, "effective.from"),
        ("tablet.yaml", "01-01}", "01-01, to: 1999-12-31}", 3, "effective"),
        ("base.yaml", 'up_to: "500.00"', "up_to: 500", 119, "authority.0.up_to"),
    ],
)
def test_a_bad_pack_names_file_line_and_field(
    edit: Edit, file: str, old: str, new: str, line: int, field: str
) -> None:
    with pytest.raises(PackError) as raised:
        load_packs(edit(file, old, new))
    told = raised.value
    assert (told.file.name, told.line, told.field) == (file, line, field)
    assert str(told).startswith(f"{file}:{line}: {field}: ")


def test_an_empty_or_unreadable_file_is_named(folder: Path) -> None:
    for content in (b"", b"- a list", b"\xff\xfe\xfa", b"a: &a [*a]", b"{{}: 1}"):
        (folder / "tablet.yaml").write_bytes(content)
        with pytest.raises(PackError, match=r"tablet\.yaml:1"):
            load_packs(folder)


@pytest.mark.rule("PO-02")
def test_a_pack_may_say_that_it_has_no_warranty(edit: Edit) -> None:
    packs = load_packs(edit("consumer.yaml", "months: 12", "months: none"))
    lines = [line for part in in_words(packs.named("consumer", TODAY), "en").parts for line in part.lines]
    assert "consumer goods: no warranty." in lines
    decided = decide(packs, Facts(category="consumer_goods", purchase_date=TODAY, as_of=TODAY))
    assert (decided.in_warranty, decided.excluded_by) == (False, ("out_of_period",))


def test_a_file_is_read_whichever_way_yaml_is_spelt(folder: Path) -> None:
    (folder / "tablet.yaml").rename(folder / "tablet.YML")
    assert load_packs(folder).named("tablet", TODAY).pack == "tablet"


@pytest.mark.parametrize("missing", ["base.yaml", "tablet.yaml"])
def test_a_missing_pack_stops_the_start(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(PackError):
        load_packs(folder)


def test_versions_follow_each_other_by_day_of_purchase(edit: Edit) -> None:
    folder = edit("consumer.yaml", "2000-01-01}", "2000-01-01, to: 2026-05-31}")
    second_version(folder, "2026-06-01", said=("months: 12", "months: 24"))
    packs = load_packs(folder)
    assert packs.for_unit("consumer_goods", date(2026, 5, 31)).version == "1"
    after = packs.for_unit("consumer_goods", date(2026, 6, 1))
    assert (after.version, after.warranty[0].months) == ("2", 24)


@pytest.mark.parametrize(
    ("first_day", "reason"), [("2026-05-31", "overlaps"), ("2026-06-02", "gap"), ("2026-05-01", "overlaps")]
)
def test_an_overlap_or_a_gap_of_effective_dates_is_named(edit: Edit, first_day: str, reason: str) -> None:
    folder = edit("consumer.yaml", "2000-01-01}", "2000-01-01, to: 2026-05-31}")
    second_version(folder, first_day)
    with pytest.raises(PackError, match=rf"consumer-2.yaml:3: effective.from: .*{reason}"):
        load_packs(folder)


def test_a_version_without_end_overlaps_with_whatever_follows(folder: Path) -> None:
    second_version(folder, "2026-06-01")
    with pytest.raises(PackError, match=r"consumer-2.yaml:3: effective.from: overlaps with consumer.yaml"):
        load_packs(folder)


@pytest.mark.parametrize(
    ("version", "said", "told"),
    [
        ("1", ("", ""), "computer-2.yaml:2: version: two files"),
        ("2", (", storage]\n\n", "]\n\n"), "computer-2.yaml:5: categories: the pack's versions differ"),
    ],
)
def test_versions_of_a_pack_differ_in_number_and_not_in_categories(
    edit: Edit, version: str, said: tuple[str, str], told: str
) -> None:
    folder = edit("computer.yaml", "2000-01-01}", "2000-01-01, to: 2026-05-31}")
    second_version(folder, "2026-06-01", pack="computer", version=version, said=said)
    with pytest.raises(PackError, match=told):
        load_packs(folder)


def test_a_new_base_changes_what_packs_inherit(edit: Edit) -> None:
    folder = edit("base.yaml", "2000-01-01}", "2000-01-01, to: 2026-05-31}")
    text = (SHIPPED / "base.yaml").read_text(encoding="utf-8").replace('version: "1"', 'version: "2"')
    text = text.replace("2000-01-01", "2026-06-01").replace("replan_seconds: 5", "replan_seconds: 9")
    (folder / "base-2.yaml").write_text(text, encoding="utf-8")
    packs = load_packs(folder)
    before, after = (packs.for_unit("pc", date(2026, month, 30)) for month in (4, 6))
    assert (before.base_version, before.field_work.replan_seconds) == ("1", 5)
    assert (after.base_version, after.field_work.replan_seconds) == ("2", 9)


def test_what_a_pack_does_not_say_the_base_says() -> None:
    merged = inherit({"desk": {"a": 1}, "list": [1]}, {"desk": {"a": 0, "b": 2}, "list": [2], "other": 3})
    assert merged == {"desk": {"a": 1, "b": 2}, "list": [1], "other": 3}


@pytest.mark.rule("PO-06")
@pytest.mark.parametrize("rows", ["windows", "warranty", "free_work", "loaner", "benefits"])
def test_rows_go_category_before_pack_before_base(rows: str) -> None:
    own = [{"categories": ["pc"], "to": 1}]
    base = [{"categories": ["pc", "tablet"], "to": 2}, {"to": 3}]
    merged = inherit({rows: own}, {rows: base})[rows]
    assert merged == [*own, {"categories": ["tablet"], "to": 2}, {"to": 3}]
    assert inherit({rows: [{"to": 1}]}, {rows: [{"to": 3}]})[rows] == [{"to": 1}]


def test_what_is_wrong_in_a_row_of_the_base_is_named_there(edit: Edit) -> None:
    edit("consumer.yaml", "warranty:\n  - {months: 12}\n", "")
    folder = edit("base.yaml", "proofs:", "warranty: [{categories: [pc], months: 12}]\nproofs:")
    with pytest.raises(PackError, match=r"base.yaml:7: warranty: no row for consumer_goods"):
        load_packs(folder)


def test_no_figure_stands_in_the_code() -> None:
    """Numbers in the rule files are 0 and 1 only; packs hold the rest."""
    topics = ["warranty", "windows", "exclusions", "replacement", "loaner", "exchange", "benefits", "burden"]
    for topic in [*topics, "bearer", "contract", "partner_clock", "serving"]:
        code = (SHIPPED.parent / f"{topic}.py").read_text(encoding="utf-8")
        without_text = re.sub(r'"""[\s\S]*?"""|"[^"\n]*"', "", code)
        assert set(re.findall(r"\b\d+\b", without_text)) <= {"0", "1"}, topic
