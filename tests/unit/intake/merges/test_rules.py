"""What a file takes over and gives back, over random files (IN-11)."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from services.intake.customers.models import CARDS, TIERS, Customer
from services.intake.customers.schemas import ContactPoint
from services.intake.merges import rules

NUMBERS = st.sampled_from(["13800138000", "138 0013 8000", "13900139000", "021-62341234"])
CONTACTS = st.lists(
    st.fixed_dictionaries({"type": st.just("phone"), "value": NUMBERS})
    | st.fixed_dictionaries({"type": st.just("email"), "value": st.sampled_from(["a@b.cn", "c@d.cn"])}),
    max_size=3,
    unique_by=lambda entry: ContactPoint(**entry).phone or entry["value"],
)
ADDRESSES = st.lists(
    st.fixed_dictionaries({"text": st.sampled_from(["南京东路 1 号", "南京东路１号", "观前街 2 号"])}),
    max_size=2,
    unique_by=lambda entry: entry["text"].replace(" ", "").replace("１", "1"),
)
WORDS = st.sampled_from([None, "甲", "乙"])
SINGLE = {
    "tier": st.sampled_from(TIERS),
    "card": st.sampled_from([None, *CARDS]),
    "member": st.booleans(),
    "do_not_call": st.booleans(),
    "group": WORDS,
    "contact_person": WORDS,
    "best_hours": WORDS,
    "missed_appointments": st.integers(0, 5),
}
FIELDS = (*SINGLE, "contacts", "addresses", "phones")


def _file(fields: dict[str, Any]) -> Customer:
    numbers = [ContactPoint(**entry).phone for entry in fields["contacts"]]
    phones = list(dict.fromkeys(number for number in numbers if number))
    return Customer(id=new_id(), name="王芳", phones=phones, **fields)


FILES = st.fixed_dictionaries({**SINGLE, "contacts": CONTACTS, "addresses": ADDRESSES}).map(_file)
SALT = UUID(int=7)


def _values(file: Customer) -> dict[str, Any]:
    return {name: getattr(file, name) for name in FIELDS}


def _take(file: Customer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(file, name, value)


@pytest.mark.rule("IN-11")
@given(FILES, FILES)
def test_nothing_is_lost_and_nothing_said_by_the_survivor_is_overruled(
    survivor: Customer, merged: Customer
) -> None:
    before, other = _values(survivor), _values(merged)
    fields, _ = rules.taken_over(survivor, merged, salt=SALT)
    assert set(fields["phones"]) == {*before["phones"], *other["phones"]}
    assert fields["contacts"][: len(before["contacts"])] == before["contacts"]
    assert fields["addresses"][: len(before["addresses"])] == before["addresses"]
    assert len({ContactPoint(**entry).phone or entry["value"] for entry in fields["contacts"]}) == len(
        fields["contacts"]
    )
    for name in ("group", "contact_person", "best_hours"):
        assert fields[name] == (before[name] or other[name])
    assert fields["do_not_call"] == (before["do_not_call"] or other["do_not_call"])
    assert TIERS.index(fields["tier"]) == max(TIERS.index(file["tier"]) for file in (before, other))


@pytest.mark.rule("IN-11")
@given(FILES, FILES)
def test_what_was_taken_over_is_given_back_to_the_letter(survivor: Customer, merged: Customer) -> None:
    before = _values(survivor)
    fields, taken = rules.taken_over(survivor, merged, salt=SALT)
    _take(survivor, fields)
    _take(survivor, rules.given_back(survivor, merged, taken, salt=SALT))
    assert _values(survivor) == before


@pytest.mark.rule("IN-11")
@given(FILES, FILES, FILES)
def test_what_was_changed_meanwhile_stays(survivor: Customer, merged: Customer, since: Customer) -> None:
    """But what the other brought and still stands there."""
    fields, taken = rules.taken_over(survivor, merged, salt=SALT)
    _take(survivor, fields)
    own = [entry for entry in since.contacts if entry not in fields["contacts"]]
    _take(survivor, {"contacts": [*fields["contacts"], *own]})
    left = rules.given_back(survivor, merged, taken, salt=SALT)
    assert all(entry in left["contacts"] for entry in own)


@pytest.mark.rule("IN-12")
@given(FILES, FILES)
def test_what_is_kept_of_a_merge_holds_no_personal_data(survivor: Customer, merged: Customer) -> None:
    _, taken = rules.taken_over(survivor, merged, salt=SALT)
    for entry in (*merged.contacts, *merged.addresses):
        assert next(iter(value for name, value in entry.items() if name != "type")) not in repr(taken)
    personal = {"contact_person", "best_hours"} & set(taken["before"])
    assert all(taken["before"][name] is None for name in personal)
