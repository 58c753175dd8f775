"""In warranty or not, and what it costs then."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from libs.common.policy.case import Case
from libs.common.policy.dates import add_days, add_months
from libs.common.policy.facts import Facts
from libs.common.policy.promises import Components
from libs.common.policy.vocabulary import Category
from libs.common.policy.warranty import RepairPeriod, component_clock, extension_days, months_promised
from tests.unit.common.policy.asking import BOUGHT, PACKS, ask, outcomes, reason

WARRANTIES: list[tuple[Category, int]] = [
    ("equipment", 12),
    ("office_goods", 12),
    ("pc", 36),
    ("server", 36),
    ("monitor", 36),
    ("switch", 36),
    ("storage", 36),
    ("tablet", 12),
    ("phone", 12),
    ("television", 12),
    ("refrigerator", 12),
    ("air_conditioner", 12),
    ("washing_machine", 12),
    ("installation_work", 36),
    ("consumer_goods", 12),
]


@pytest.mark.rule("PO-02")
@pytest.mark.parametrize(("category", "months"), WARRANTIES)
def test_a_repair_is_free_to_the_last_day_of_the_warranty(category: Category, months: int) -> None:
    last_day = ask(category, month=months)
    assert (last_day.service_type, last_day.cost_bearer, last_day.in_warranty) == ("C", "maker", True)
    assert (last_day.part, last_day.labour, last_day.travel) == ("maker",) * 3
    assert last_day.customer_share == 0
    assert "repair" in last_day.remedies


@pytest.mark.rule("PO-03", "PO-08")
@pytest.mark.parametrize(("category", "months"), WARRANTIES)
def test_a_day_later_it_is_paid_for_after_a_quote(category: Category, months: int) -> None:
    day_after = ask(category, month=months, day=1)
    assert (day_after.service_type, day_after.cost_bearer, day_after.in_warranty) == ("A", "customer", False)
    assert day_after.customer_share == 1
    assert day_after.excluded_by == ("out_of_period",)
    assert outcomes(day_after, "PO-03")[0] == "paid"


@pytest.mark.rule("PO-03")
def test_equipment_is_quoted_by_sales() -> None:
    assert "released by sales" in reason(ask("equipment", month=13), "PO-03")
    assert "released by customer service" in reason(ask("television", month=13), "PO-03")


@pytest.mark.rule("PO-02")
def test_clothing_care_answers_for_the_products_own_fault_without_end() -> None:
    decided = ask("clothing", month=60)
    assert (decided.service_type, decided.in_warranty, decided.served_by) == ("C", True, "partner")


@pytest.mark.rule("PO-02")
def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), 3) == date(2026, 4, 30)
    assert add_months(date(2026, 1, 31), 12) == date(2027, 1, 31)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_the_calendar_ends_but_never_overflows() -> None:
    assert add_months(date(9999, 12, 1), 36) == date.max
    assert add_days(date(9999, 12, 30), 400) == date.max


@pytest.mark.rule("PO-07")
def test_members_have_a_tablet_warranty_of_two_years() -> None:
    assert ask("tablet", month=24, member=True).service_type == "C"
    assert ask("tablet", month=24, day=1, member=True).service_type == "A"
    assert ask("tablet", month=13).service_type == "A"
    assert not outcomes(ask("pc", month=13, member=True), "PO-07")


@pytest.mark.rule("PO-02")
@pytest.mark.parametrize("component", ["compressor", "Compressor (R600a)", "压缩机"])
def test_main_parts_of_appliances_have_three_years(component: str) -> None:
    assert ask("refrigerator", month=36, component=component).service_type == "C"
    assert ask("refrigerator", month=36, day=1, component=component).service_type == "A"
    assert ask("refrigerator", month=20, component="door seal").service_type == "A"


@pytest.mark.rule("PO-03")
def test_work_on_computers_stays_free_for_five_years_though_hardware_is_at_cost() -> None:
    late = ask("server", month=60)
    assert (late.service_type, late.cost_bearer) == ("A", "customer")
    assert (late.part, late.labour, late.travel) == ("customer", "maker", "maker")
    assert ask("server", month=60, day=1).labour == "customer"
    assert ask("monitor", month=40).labour == "customer"
    assert ask("server", month=40, findings=("liquid",)).labour == "customer"


@pytest.mark.rule("PO-03")
def test_phones_have_free_labour_and_send_in_for_life() -> None:
    old = ask("phone", month=100)
    assert (old.service_type, old.part, old.labour, old.travel) == ("A", "customer", "maker", "maker")


@pytest.mark.rule("PO-11")
def test_a_replaced_part_has_its_own_clock_and_the_unit_keeps_its_own() -> None:
    """Disk replaced in month 11, at fault again in month 20: the unit still ended in month 12."""
    replaced = add_months(BOUGHT, 11)
    disk = ask("consumer_goods", month=20, component="disk", component_replaced_on=replaced)
    assert (disk.service_type, disk.in_warranty) == ("C", True)
    assert outcomes(disk, "PO-02") == ["out_of_warranty", "free"]
    assert outcomes(disk, "PO-11") == ["component_in_warranty"]
    over = ask("consumer_goods", month=23, day=1, component="disk", component_replaced_on=replaced)
    assert over.service_type == "A"


@pytest.mark.rule("PO-11")
@pytest.mark.parametrize(
    ("component", "outcome"), [("Fan Motor", "component_in_warranty"), ("fan", "no_own_clock")]
)
def test_where_a_pack_names_its_parts_of_class_one_only_they_have_a_clock(
    component: str, outcome: str
) -> None:
    pack = PACKS.for_unit("equipment", BOUGHT)
    named = pack.model_copy(update={"components": Components(class_one=("motor",))})
    facts = Facts(
        category="equipment",
        purchase_date=BOUGHT,
        as_of=add_months(BOUGHT, 20),
        component=component,
        component_replaced_on=add_months(BOUGHT, 11),
    )
    case = component_clock(months_promised(Case(facts, named)))
    assert (case.lines[-1].outcome, case.in_warranty) == (outcome, outcome == "component_in_warranty")


@pytest.mark.rule("PO-11")
def test_a_part_that_is_replaced_later_has_no_clock_yet() -> None:
    decided = ask("consumer_goods", month=13, component_replaced_on=add_months(BOUGHT, 14))
    assert decided.service_type == "A"


@pytest.mark.rule("PO-11")
def test_days_under_repair_extend_the_unit_and_its_exchange_restarts_it() -> None:
    assert ask("equipment", month=12, day=9, warranty_extension_days=9).service_type == "C"
    assert ask("equipment", month=12, day=10, warranty_extension_days=9).service_type == "A"
    exchanged: dict[str, Any] = {"warranty_restarted_on": add_months(BOUGHT, 6)}
    assert ask("equipment", month=18, **exchanged).service_type == "C"
    assert ask("equipment", month=18, day=1, **exchanged).service_type == "A"


@pytest.mark.rule("PO-11")
def test_days_under_repair_count_once_and_none_before_the_period_began_anew() -> None:
    first = RepairPeriod(date(2026, 3, 1), date(2026, 3, 5))
    overlapping = RepairPeriod(date(2026, 3, 4), date(2026, 3, 10))
    assert extension_days([overlapping, first]) == 9
    assert extension_days([overlapping, first], since=date(2026, 3, 8)) == 2
    assert extension_days([RepairPeriod(date(2026, 3, 5), date(2026, 3, 5))]) == 0


@pytest.mark.rule("PO-02", "PO-06")
def test_only_an_accepted_proof_dates_a_promise() -> None:
    assert ask("consumer_goods", day=3, proof="bank_slip").service_type == "C"
    refused = ask("television", day=3, proof="bank_slip")
    assert (refused.service_type, refused.remedies) == ("A", ("repair",))
    assert ask("television", day=3, proof="invoice").customer_share == Decimal(0)
