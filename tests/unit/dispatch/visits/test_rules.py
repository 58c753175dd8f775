"""Small decisions about visits, over many values."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.policy.shipped import shipped_packs
from libs.common.policy.vocabulary import Category
from services.dispatch.visits import rules
from tests.unit.dispatch.builders import NINE

FULL: dict[str, Any] = {**dict.fromkeys(rules.REPORT_ASKS, "x"), "parts": []}


@pytest.mark.rule("DI-11")
@given(st.sets(st.sampled_from(rules.REPORT_ASKS)), st.sampled_from([None, "", " \n"]))
def test_exactly_what_is_empty_is_missing(empty: set[str], blank: str | None) -> None:
    report = FULL | {field: None if field == "parts" else blank for field in empty}
    assert set(rules.missing_of_report(report)) == empty


@pytest.mark.rule("DI-08")
@given(st.integers(-10_000, 10_000))
def test_late_is_after_the_end_of_the_window_in_whole_minutes(seconds: int) -> None:
    minutes = rules.minutes_late(NINE + timedelta(seconds=seconds), NINE)
    assert (minutes > 0) is (seconds > 0)
    assert minutes == 0 or minutes in (1, seconds // 60)


@pytest.mark.rule("IN-19")
@given(st.sets(st.sampled_from(get_args(Category))), st.sampled_from(get_args(Category)))
def test_data_leave_the_house_only_after_backup_or_waiver(bearing: set[str], category: str) -> None:
    """Which units bear data the pack says."""
    base = shipped_packs().base(NINE.date())
    tickets = base.tickets.model_copy(update={"data_bearing": frozenset(bearing)})
    pack = base.model_copy(update={"tickets": tickets})
    assert rules.backup_needed(category, "not_needed", pack) is (category in bearing)
    assert not rules.backup_needed(category, "done", pack)
    assert not rules.backup_needed(category, "waived", pack)
