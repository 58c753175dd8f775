"""Why a fault isn't covered."""

from typing import Any, get_args

import pytest

from libs.common.policy.case import Case
from libs.common.policy.dates import add_months
from libs.common.policy.exclusions import out_of_period
from libs.common.policy.facts import Facts
from libs.common.policy.vocabulary import Category, Finding
from tests.unit.common.policy.asking import BOUGHT, PACKS, ask, outcomes

pytestmark = pytest.mark.rule("PO-08")

FINDINGS = frozenset(get_args(Finding))
GENERAL = FINDINGS - {"hot_plugging"}
COMPUTER = {
    "other_makers_peripheral",
    "opened_privately",
    "repaired_by_others",
    "misuse",
    "knocks",
    "wrong_voltage",
    "hot_plugging",
    "liquid",
    "foreign_object",
    "pirated_software",
    "virus",
    "force_majeure",
}
TABLET = {
    "housing",
    "packaging",
    "seal_broken",
    "opened_privately",
    "misuse",
    "bad_storage",
    "bad_upkeep",
    "wrong_consumable",
    "human_damage",
    "force_majeure",
    "card_mismatch",
    "card_altered",
}
CONSUMER = {
    "misuse",
    "bad_storage",
    "bad_upkeep",
    "human_damage",
    "repaired_by_others",
    "consumable",
    "force_majeure",
}


@pytest.mark.rule("PO-02")
@pytest.mark.parametrize(
    ("category", "excluded"),
    [
        ("pc", COMPUTER),
        ("storage", COMPUTER),
        ("tablet", TABLET),
        ("consumer_goods", CONSUMER),
        ("equipment", GENERAL),
        ("office_goods", GENERAL),
        ("television", GENERAL),
        ("phone", GENERAL),
        ("clothing", GENERAL),
        ("installation_work", GENERAL),
    ],
)
def test_each_pack_excludes_what_it_lists_and_nothing_else(category: Category, excluded: set[str]) -> None:
    for finding in FINDINGS:
        decided = ask(category, month=1, findings=(finding,))
        listed = finding in excluded
        assert decided.excluded_by == ((finding,) if listed else ())
        assert decided.service_type == ("A" if listed else "C")
        assert outcomes(decided, "PO-08") == ["excluded" if listed else "not_excluded"]


def test_every_exclusion_names_itself_once() -> None:
    decided = ask("television", month=13, findings=("liquid", "knocks", "liquid"))
    assert decided.excluded_by == ("liquid", "knocks", "out_of_period")
    assert (decided.part, decided.labour, decided.travel) == ("customer",) * 3


def test_being_out_of_period_alone_bars_nothing_that_is_paid_for() -> None:
    late = ask("tablet", month=14)
    assert (late.excluded_by, late.remedies) == (("out_of_period",), ("repair", "exchange"))


def test_a_pack_may_leave_the_period_out_of_its_exclusions() -> None:
    pack = PACKS.for_unit("tablet", BOUGHT)
    listed = pack.exclusions.model_copy(update={"findings": ("liquid",)})
    facts = Facts(category="tablet", purchase_date=BOUGHT, as_of=add_months(BOUGHT, 14))
    assert out_of_period(Case(facts, pack)).excluded_by == ("out_of_period",)
    assert out_of_period(Case(facts, pack.model_copy(update={"exclusions": listed}))).excluded_by == ()


def test_a_finding_leaves_the_unit_in_its_warranty_period() -> None:
    assert ask("television", month=1, findings=("liquid",)).in_warranty


@pytest.mark.rule("PO-11")
def test_repair_by_others_does_not_exclude_a_part_proven_in_warranty() -> None:
    proven: dict[str, Any] = {"component": "disk", "component_replaced_on": add_months(BOUGHT, 2)}
    assert (
        ask("pc", month=5, findings=("repaired_by_others", "opened_privately"), **proven).service_type == "C"
    )
    assert ask("pc", month=5, findings=("repaired_by_others", "liquid"), **proven).excluded_by == ("liquid",)
    assert ask("equipment", month=5, findings=("opened_privately",), **proven).service_type == "A"
