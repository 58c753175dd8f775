"""Warranty facts of a unit (PO-11) and the key of a household (PO-16)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.intake import ComponentReplaced, UnitChanged
from libs.common.ids import new_id
from libs.common.policy.warranty import RepairPeriod, extension_days
from services.intake.units.models import Unit
from services.intake.units.rules import household, proves_delivery, repair_period

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
BOUGHT = date(2025, 10, 2)
PERIODS = st.builds(
    lambda first, days: RepairPeriod(first, first + timedelta(days=days)),
    st.dates(date(2026, 1, 1), date(2026, 3, 1)),
    st.integers(0, 20),
)


def a_unit() -> Unit:
    return Unit(
        id=new_id(),
        customer_id=new_id(),
        category="pc",
        purchase_date=BOUGHT,
        extended_days=0,
        repairs=[],
        failed_repairs=[],
        components=[],
        appraisals=[],
    )


def days_of(period: RepairPeriod) -> set[date]:
    return {period.first + timedelta(days=day) for day in range((period.last - period.first).days)}


def happen(unit: Unit, act: str, period: RepairPeriod) -> None:
    if act == "extend":
        unit.extend_warranty(period)
    elif act == "restart":
        unit.restart_warranty(on=period.first)
    elif act == "replace":
        unit.replace_component("disk", on=period.first)
    elif act == "fail":
        unit.repair_failed(ticket_id=unit.id, component="disk", on=period.first)
    else:
        unit.serviced(on=period.first)


@pytest.mark.rule("PO-11")
@given(st.permutations([date(2026, 1, 1), date(2026, 5, 1), date(2026, 9, 1)]))
def test_the_latest_replacement_counts_in_whatever_order_they_are_heard_of(days: list[date]) -> None:
    unit = a_unit()
    for day in days:
        unit.replace_component("Disk", on=day)
    assert unit.components == [{"name": unit.components[0]["name"], "replaced_on": "2026-09-01"}]
    assert unit.component_replaced_on(" disk ") == date(2026, 9, 1)


@pytest.mark.rule("PO-11")
@given(DAYS)
def test_a_replaced_part_leaves_the_units_own_period_alone(day: date) -> None:
    unit = a_unit()
    told = unit.replace_component("disk", on=day)
    assert told == [ComponentReplaced(unit_id=unit.id, component="disk", replaced_on=day)]
    assert (unit.warranty_from, unit.extended_days) == (BOUGHT, 0)
    assert unit.component_replaced_on("fan") is None
    assert unit.replace_component("disk", on=day) == []


@pytest.mark.rule("PO-11")
@given(st.lists(PERIODS, max_size=6))
def test_days_under_repair_add_up_each_counted_once(repairs: list[RepairPeriod]) -> None:
    unit = a_unit()
    for period in repairs:
        unit.extend_warranty(period)
    assert unit.extended_days == len(set().union(*map(days_of, repairs)))
    assert unit.warranty_from == BOUGHT
    assert [event for period in repairs for event in unit.extend_warranty(period)] == []


@pytest.mark.rule("PO-11")
@given(DAYS)
def test_an_exchange_begins_everything_anew(day: date) -> None:
    unit = a_unit()
    unit.extend_warranty(RepairPeriod(date(2019, 12, 1), date(2019, 12, 13)))
    unit.replace_component("disk", on=date(2019, 12, 13))
    [told] = unit.restart_warranty(on=day)
    assert isinstance(told, UnitChanged)
    assert (unit.warranty_from, unit.extended_days, unit.components) == (day, 0, [])
    assert unit.purchase_date == BOUGHT


@pytest.mark.rule("PO-09", "PO-11")
def test_what_is_heard_late_of_the_piece_that_went_is_not_the_new_ones() -> None:
    unit, exchanged = a_unit(), date(2026, 3, 1)
    unit.restart_warranty(on=exchanged)
    before = exchanged - timedelta(days=1)
    assert unit.replace_component("disk", on=before) == []
    assert unit.repair_failed(ticket_id=unit.id, component="disk", on=before) == []
    assert (unit.components, unit.failed_repairs) == ([], [])
    unit.replace_component("disk", on=exchanged)
    unit.repair_failed(ticket_id=unit.id, component="disk", on=exchanged)
    assert (unit.component_replaced_on("disk"), unit.failed_repairs_of("disk")) == (exchanged, 1)
    unit.restart_warranty(on=exchanged + timedelta(days=1))
    assert (unit.components, unit.failed_repairs) == ([], [])


@pytest.mark.rule("PO-11")
@given(
    st.lists(
        st.tuples(st.sampled_from(["extend", "restart", "replace", "fail", "serve"]), PERIODS), max_size=5
    ).flatmap(lambda acts: st.tuples(st.just(acts), st.permutations(acts)))
)
def test_warranty_facts_do_not_depend_on_the_order_in_which_they_are_heard(
    orders: tuple[list[tuple[str, RepairPeriod]], list[tuple[str, RepairPeriod]]],
) -> None:
    one, other = a_unit(), a_unit()
    for unit, acts in zip((one, other), orders, strict=True):
        for act, period in acts:
            happen(unit, act, period)
    assert (one.restarted_on, one.extended_days) == (other.restarted_on, other.extended_days)
    assert (one.serviced_on, one.failed_repairs_of("Disk")) == (
        other.serviced_on,
        other.failed_repairs_of("disk"),
    )
    assert one.component_replaced_on("disk") == other.component_replaced_on("disk")


@pytest.mark.rule("PO-11")
@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(0, 400))  # noqa: DTZ001
def test_a_repair_counts_its_calendar_days(began_at: datetime, days: int) -> None:
    ended_at = began_at + timedelta(days=days)
    assert extension_days([repair_period(began_at, ended_at)]) == days
    assert extension_days([repair_period(ended_at, began_at)]) == 0


@pytest.mark.rule("PO-15")
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "photos": st.just(["front.jpg"]),
            "video": st.just("unpacking.mp4"),
            "test_result": st.just("cools"),
            "signatures": st.sampled_from([["customer"], ["customer", "seller"]]),
        },
    )
)
def test_a_delivery_record_proves_with_photos_or_video_test_and_both_signatures(
    record: dict[str, Any],
) -> None:
    seen = "photos" in record or "video" in record
    signed = record.get("signatures") == ["customer", "seller"]
    assert proves_delivery(record) == (seen and signed and "test_result" in record)
    assert proves_delivery(record | {"text": "on paper, folder 7"})


@pytest.mark.rule("PO-15")
def test_no_delivery_record_proves_nothing() -> None:
    assert not proves_delivery(None)


@pytest.mark.rule("PO-16")
@pytest.mark.parametrize(
    "spelling",
    [
        "上海市南京东路 1 号，2 室 A 座",
        "上海市南京东路１号2室Ａ座",
        "上海市 南京东路1号 2室（a座）",
        "上海市南京东路1号-2室-A座",
    ],
)
def test_spellings_of_one_household_are_one(spelling: str) -> None:
    assert household(spelling) == household("上海市南京东路1号2室A座")


@pytest.mark.rule("PO-16")
@given(st.text("一二三路号室12", min_size=1), st.text("一二三路号室12", min_size=1))
def test_other_addresses_are_other_households(one: str, other: str) -> None:
    assert (household(one) == household(other)) == (one == other)
