"""Replacement after failed repairs or a long wait, and a loaner meanwhile."""

from decimal import Decimal
from typing import Any

import pytest

from libs.common.policy.vocabulary import Category
from tests.unit.common.policy.asking import FREE, ask, outcomes


@pytest.mark.rule("PO-09")
def test_two_failed_repairs_of_the_same_part_within_a_year_replace_a_computer() -> None:
    decided = ask("pc", month=12, failed_repairs_same_part=2, requested_remedy="replacement")
    assert (decided.service_type, decided.replacement, decided.remedy) == ("C", "same", "replacement")
    assert "replacement" in ask("server", month=6, failed_repairs_same_part=2).remedies
    assert "replacement" not in ask("pc", month=6, failed_repairs_same_part=1).remedies
    assert "replacement" not in ask("pc", month=6, failed_repairs=3, failed_repairs_same_part=1).remedies


@pytest.mark.rule("PO-09")
def test_a_day_after_the_first_year_a_computer_is_repaired_only() -> None:
    decided = ask("pc", month=12, day=1, failed_repairs_same_part=2, requested_remedy="replacement")
    assert (decided.remedies, decided.replacement, decided.service_type) == (("repair",), None, "C")
    assert outcomes(decided, "PO-17") == ["not_open"]


@pytest.mark.rule("PO-09")
def test_a_model_sold_out_is_replaced_by_one_not_inferior() -> None:
    assert ask("pc", month=6, failed_repairs_same_part=2, model_in_stock=False).replacement == "not_inferior"


@pytest.mark.rule("PO-09")
def test_any_two_failed_repairs_exchange_a_tablet_at_the_partner() -> None:
    asked: dict[str, Any] = {"requested_remedy": "replacement"}
    decided = ask("tablet", month=12, failed_repairs=2, **asked)
    assert (decided.replacement, decided.served_by, decided.cost_bearer) == ("same", "partner", "maker")
    assert ask("tablet", month=6, failed_repairs_same_part=2).replacement == "same"
    assert ask("tablet", month=6, failed_repairs=1).replacement is None
    assert ask("tablet", month=12, day=1, failed_repairs=2).replacement is None
    assert ask("tablet", month=20, failed_repairs=2, member=True).replacement == "same"
    assert ask("tablet", month=6, failed_repairs=2, findings=("human_damage",)).replacement is None


@pytest.mark.rule("PO-12")
def test_no_part_within_thirty_days_replaces_a_computer_of_the_first_year() -> None:
    assert ask("pc", month=12, part_wait_days=31).replacement == "same"
    assert ask("pc", month=12, part_wait_days=31, model_in_stock=False).replacement == "not_inferior"
    assert ask("pc", month=6, part_wait_days=30).replacement is None
    assert ask("pc", month=12, day=1, part_wait_days=31).replacement is None
    assert ask("television", month=6, part_wait_days=31).replacement is None


@pytest.mark.rule("PO-13")
def test_a_loaner_costs_nothing() -> None:
    lent = ask("pc", month=40, repair_hours=Decimal(25), requested_remedy="loaner")
    assert (lent.remedy, lent.customer_share, lent.cost_bearer) == ("loaner", FREE, "maker")


@pytest.mark.rule("PO-13")
@pytest.mark.parametrize(
    ("category", "hours", "days", "due"),
    [
        ("pc", "24", 0, False),
        ("pc", "24.01", 0, True),
        ("pc", "0", 7, False),
        ("pc", "0", 8, True),
        ("phone", "0", 0, True),
        ("phone", "1", 0, True),
        ("television", "100", 100, False),
    ],
)
def test_a_loaner_is_due_when_it_takes_too_long(category: Category, hours: str, days: int, due: bool) -> None:
    decided = ask(category, month=6, repair_hours=Decimal(hours), part_away_days=days)
    assert decided.loaner_due is due
    assert ("loaner" in decided.remedies) is due
