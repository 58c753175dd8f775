from datetime import UTC, date, datetime
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import (
    complaint_form_number,
    derived_id,
    new_id,
    site_date,
    ticket_number,
    voucher_number,
)


def test_new_ids_are_unique_uuids_of_version_7() -> None:
    made = {new_id() for _ in range(10_000)}
    assert len(made) == 10_000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {RFC_4122}


@given(st.uuids(), st.text())
def test_a_replay_derives_the_same_id(source: UUID, name: str) -> None:
    assert derived_id(source, name) == derived_id(source, name)
    assert derived_id(source, name) != derived_id(source, name + "x")


@pytest.mark.rule("IN-05", "CO-02")
def test_numbers_are_readable_and_carry_the_date() -> None:
    on = date(2026, 11, 23)
    assert ticket_number(on, 42) == "T20261123-000042"
    assert voucher_number(on, 42) == "V20261123-000042"
    assert complaint_form_number(on, 42) == "CF-202611-0042"
    assert complaint_form_number(on, 10_000, prefix="KS") == "KS-202611-10000"


@pytest.mark.rule("IN-05", "XC-08")
def test_the_date_is_the_sites() -> None:
    assert site_date(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_sequences_count_from_1() -> None:
    with pytest.raises(ValueError, match="from 1"):
        ticket_number(date(2026, 11, 23), 0)
