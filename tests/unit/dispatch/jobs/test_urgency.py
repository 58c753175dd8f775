"""Whose job comes first (DI-02)."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import site_date
from services.dispatch.jobs import rules
from tests.unit.dispatch.builders import NINE, job, ticket

TODAY = site_date(NINE)
YESTERDAY = NINE - timedelta(days=1)


@pytest.mark.rule("DI-02")
def test_carried_over_first_then_urgent_deadline_contract_key_customer_and_age() -> None:
    soon, later = NINE + timedelta(hours=2), NINE + timedelta(hours=3)
    in_order: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"opened_at": YESTERDAY}, {}),
        ({}, {"priority": "urgent"}),
        ({}, {"arrive_by": soon}),
        ({}, {"arrive_by": later, "under_contract": True}),
        ({}, {"repair_by": later}),
        ({}, {"under_contract": True}),
        ({}, {"key_customer": True}),
        ({}, {}),
        ({"opened_at": NINE + timedelta(minutes=1)}, {}),
    ]
    urgencies = [rules.urgency(job(**made), ticket(**facts), day=TODAY) for made, facts in in_order]
    assert all(earlier < later for earlier, later in pairwise(urgencies))


@pytest.mark.rule("DI-02")
@given(carried=st.booleans(), safety=st.booleans(), key_customer=st.booleans())
def test_nothing_goes_before_what_was_carried_over(carried: bool, safety: bool, key_customer: bool) -> None:
    left = job(carried_to=TODAY) if carried else job(YESTERDAY)
    first = rules.urgency(left, ticket(), day=TODAY)
    urgent = ticket(priority="urgent", safety=safety, key_customer=key_customer)
    assert first < rules.urgency(job(), urgent, day=TODAY)


@pytest.mark.rule("DI-02")
def test_a_job_wished_for_today_was_not_left_undone_yesterday() -> None:
    wished = job(YESTERDAY, day=TODAY)

    assert not rules.carried_over(wished, day=TODAY)
    assert rules.carried_over(wished, day=TODAY + timedelta(days=1))
