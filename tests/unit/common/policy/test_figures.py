"""The figures of policies.md, as the rooms read them."""

from datetime import date, time
from decimal import Decimal

import pytest

from libs.common.money import Money
from libs.common.policy.figures import Span
from libs.common.policy.pack import Pack
from tests.unit.common.policy.asking import PACKS

pytestmark = pytest.mark.rule("PO-01")

ON = date(2026, 11, 23)


def pack(name: str) -> Pack:
    return PACKS.named(name, ON)


def yuan(amount: str) -> Money:
    return Money(Decimal(amount))


def test_base() -> None:
    base = PACKS.base(ON)
    assert base.desk.calendar == "cn-office"
    assert base.desk.warn_before == Span(hours=1, calendar="cn-office")
    assert base.deadlines.answer == Span(hours=24)
    assert (base.deadlines.arrive, base.deadlines.repair) == (None, None)
    assert base.ladder.chase_after == Span(days=3)
    assert base.complaints.investigation == Span(days=3, calendar="cn-office")
    assert base.complaints.report_within == Span(days=3)
    assert (base.follow_up.long_term_months, base.follow_up.key_months) == (12, 6)
    assert (base.follow_up.quiet_hours.from_, base.follow_up.quiet_hours.to) == (time(21), time(9))
    assert len(base.follow_up.survey_items) == len(base.follow_up.survey_levels) == 4
    assert [(level.role, level.up_to) for level in base.authority] == [
        ("service_manager", yuan("500")),
        ("deputy_gm", yuan("5000")),
        ("gm", None),
    ]
    assert base.penalties.person_at_most == yuan("500")
    assert base.loss.rework(Decimal("1.5"), yuan("10")) == yuan("100")
    assert base.remedy_approval == ()


def test_equipment() -> None:
    assert pack("equipment").deadlines.arrive == Span(hours=48)
    assert pack("equipment").project.due == Span(days=15, calendar="cn-office")
    assert {cause: str(fine.amount) for cause, fine in pack("equipment").fines.items()} == {
        "no_check_out": "50.00",
        "late": "20.00",
        "incomplete_report": "20.00",
        "phone_off": "10.00",
        "disobeyed": "100.00",
    }


def test_computer() -> None:
    computer = pack("computer")
    assert (computer.deadlines.arrive, computer.deadlines.repair) == (Span(hours=2), Span(hours=24))
    assert computer.desk.calendar == "clock"
    assert computer.follow_up.monthly is not None
    assert (computer.follow_up.monthly.day, computer.follow_up.monthly.by) == (10, "technician")
    assert computer.project.papers_within == Span(days=5, calendar="cn-office")


def test_partners() -> None:
    tablet, garment = pack("tablet"), pack("garment")
    assert (tablet.work_orders.labour_rate, tablet.work_orders.due_day) == (yuan("30"), 30)
    assert tablet.factory_returns.application_from_units == 10
    assert garment.workshop.turnaround == Span(days=2, calendar="cn-office")
    assert (garment.workshop.daily_round, garment.workshop.damage_share) == (True, Decimal("0.60"))
    settlement = garment.settlement
    assert (settlement.period_from_day, settlement.period_to_day, settlement.report_day) == (26, 25, 30)
    assert (settlement.pay_day, settlement.late_rate_daily) == (25, Decimal("0.003"))
    assert garment.partner_terms.moving_penalty == yuan("50000")


def test_installation() -> None:
    installation = pack("installation")
    assert installation.deadlines.arrive == Span(hours=24)
    assert (installation.project.due, installation.project.late_rate_daily) == (
        Span(days=20),
        Decimal("0.01"),
    )
    stages = [(str(stage.up_to), stage.event, stage.months_after) for stage in installation.project.stages]
    assert stages == [
        ("0.10", "signed", 0),
        ("0.75", "accepted", 0),
        ("0.95", "in_use", 12),
        ("1", "warranty_ended", 0),
    ]


def test_who_passes_the_result_on() -> None:
    assert pack("office-goods").complaints.result_passed_on_by == "sales"
    assert pack("appliance").complaints.result_passed_on_by == "after_sales"
    assert pack("appliance").complaints.fraud_multiple == 3
    assert pack("appliance").field_work.delivery_inspection
    assert pack("office-goods").charge.small_limit == yuan("200")
