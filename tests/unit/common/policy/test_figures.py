"""Every figure of policies.md, and every default of rules.md, pack by pack, as the rooms read them."""

from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from libs.common.money import Money
from libs.common.policy.figures import Span
from libs.common.policy.operations import DailyHours, StagePayment
from tests.unit.common.policy.asking import PACKS

pytestmark = pytest.mark.rule("PO-01")

ON = date(2026, 11, 23)

SANCTIONS = ["warning", "demerit", "major_demerit", "dismissal"]
FALSE_RECEIPTS = ["demerit", "major_demerit", "dismissal", "legal_action"]
FINES = {"no_check_out": "50", "late": "20", "incomplete_report": "20", "phone_off": "10", "disobeyed": "100"}
PARTNER_MONTH = {
    "settlement.period_from_day": 26,
    "settlement.period_to_day": 25,
    "settlement.report_day": 30,
    "settlement.pay_day": 25,
    "settlement.late_rate_daily": "0.003",
    "partner_terms.warnings_to_end": 2,
    "partner_terms.serious_warnings_to_forfeit": 3,
    "partner_terms.deposit_return_days": 30,
    "partner_terms.moving_notice": "30 days cn-office",
    "partner_terms.moving_penalty": "50000",
    "partner_terms.ending_notice_months": 12,
    "workshop.turnaround": "2 days cn-office",
    "workshop.redone_free": True,
    "workshop.damage_share": "0.6",
}
FACTORY_RETURNS = {
    "factory_returns.shipments_per_week": 1,
    "factory_returns.application_from_units": 10,
    "factory_returns.answer_within": "2 days cn-office",
    "factory_returns.exchanged_unit_papers": True,
}
FIGURES: dict[str, dict[str, Any]] = {
    "base": {
        "desk.calendar": "cn-office",
        "desk.warn_before": "1 hours cn-office",
        "deadlines.answer": "24 hours clock",
        "deadlines.arrive": None,
        "deadlines.repair": None,
        "ladder.chase_after": "3 days clock",
        "ladder.escalate_after": "1 days clock",
        "tickets.reopen_within_days": 30,
        "tickets.contract_ending_warning_days": 30,
        "tickets.quality_issue_cases": 5,
        "tickets.quality_issue_days": 30,
        "tickets.undispatched_first": True,
        "tickets.off_site_application": True,
        "tickets.keep_records_years": 3,
        "tickets.keep_accounts_years": 10,
        "field_work.reachable": "08:00–22:00",
        "field_work.check_out_missed_minutes": 30,
        "field_work.help_within": "1 hours clock",
        "field_work.replan_seconds": 5,
        "field_work.delivery_inspection": False,
        "charge.small_limit": "200",
        "charge.quote_released_by": "agent",
        "project.late_rate_daily": "0.01",
        "project.papers_earliest": "3 days cn-office",
        "project.papers_within": "5 days cn-office",
        "follow_up.survey_items": ["attitude", "technique", "arrival", "promises"],
        "follow_up.survey_levels": ["very_satisfied", "satisfied", "fair", "poor"],
        "follow_up.survey_reminder_days": 2,
        "follow_up.survey_reminders": 1,
        "follow_up.long_term_months": 12,
        "follow_up.key_months": 6,
        "follow_up.effect_call_days": 3,
        "follow_up.attempts": 3,
        "follow_up.quiet_hours": "21:00–09:00",
        "follow_up.monthly": None,
        "follow_up.spot_check_share": "0.05",
        "complaints.investigation": "3 days cn-office",
        "complaints.report_within": "3 days clock",
        "complaints.repeat_overdue_every": "1 days clock",
        "complaints.monthly_review_day": 10,
        "complaints.result_passed_on_by": "sales",
        "complaints.fraud_multiple": 3,
        "authority.0.role": "service_manager",
        "authority.0.up_to": "500",
        "authority.1.role": "deputy_gm",
        "authority.1.up_to": "5000",
        "authority.2.role": "gm",
        "authority.2.up_to": None,
        "remedy_approval": [],
        "fines": FINES,
        "penalties.unit_share_of_loss": "0.1",
        "penalties.person_share_of_loss": "0.05",
        "penalties.person_at_most": "500",
        "penalties.repeat_within_months": 12,
        "penalties.steps": SANCTIONS,
        "penalties.conduct_upheld": "major_demerit",
        "penalties.idle_on_site": "warning",
        "penalties.false_receipt": FALSE_RECEIPTS,
        "penalties.objection_days": 3,
        "loss.rework_hour": "60",
        "work_orders.labour_rate": "30",
        "work_orders.due_day": 30,
        "work_orders.repeat_flag_days": 30,
        "work_orders.verified_share": "1",
        "work_orders.verification_attempts": 3,
        "work_orders.pre_authorisation_above": "1000",
        "workshop.daily_round": False,
        **PARTNER_MONTH,
        **FACTORY_RETURNS,
    },
    "equipment": {
        "deadlines.answer": "24 hours clock",
        "deadlines.arrive": "48 hours clock",
        "charge.quote_released_by": "sales",
        "project.due": "15 days cn-office",
        "field_work.reachable": "08:00–22:00",
        "fines": FINES,
        "penalties.conduct_upheld": "major_demerit",
        "penalties.false_receipt": FALSE_RECEIPTS,
    },
    "office-goods": {
        "effective.from_": "2010-01-01",
        "charge.small_limit": "200",
        "tickets.undispatched_first": True,
        "tickets.off_site_application": True,
        "complaints.report_within": "3 days clock",
        "complaints.result_passed_on_by": "sales",
    },
    "computer": {
        "desk.calendar": "clock",
        "desk.warn_before": "1 hours clock",
        "deadlines.arrive": "2 hours clock",
        "deadlines.repair": "24 hours clock",
        "follow_up.monthly.day": 10,
        "follow_up.monthly.by": "technician",
        "project.papers_earliest": "3 days cn-office",
        "project.papers_within": "5 days cn-office",
    },
    "tablet": {
        "charge.labour_outside_warranty": "30",
        "work_orders.labour_rate": "30",
        "work_orders.due_day": 30,
        **FACTORY_RETURNS,
    },
    "appliance": {
        "field_work.delivery_inspection": True,
        "complaints.result_passed_on_by": "after_sales",
        "complaints.fraud_multiple": 3,
    },
    "garment": {"workshop.daily_round": True, **PARTNER_MONTH},
    "installation": {
        "deadlines.arrive": "24 hours clock",
        "project.due": "20 days clock",
        "project.late_rate_daily": "0.01",
        "project.stages": ["0.1 signed + 0", "0.75 accepted + 0", "0.95 in_use + 12", "1 warranty_ended + 0"],
        "inspection.every_months": 12,
    },
    "consumer": {"proofs": ["invoice", "warranty_card", "bank_slip"]},
}


def plainly(value: Any) -> Any:
    """A figure as the table above writes it."""
    match value:
        case Span(hours=hours, days=days, calendar=calendar):
            return f"{days} days {calendar}" if hours is None else f"{hours} hours {calendar}"
        case DailyHours(from_=opens, to=closes):
            return f"{opens:%H:%M}–{closes:%H:%M}"
        case StagePayment(up_to=share, event=event, months_after=months):
            return f"{plainly(share)} {event} + {months}"
        case Money():
            return plainly(value.amount)
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case dict():
            return {cause: plainly(fine) for cause, fine in value.items()}
        case tuple():
            return [plainly(each) for each in value]
    return value


def step(inside: Any, name: str) -> Any:
    return inside[int(name)] if name.isdecimal() else getattr(inside, name)


@pytest.mark.parametrize(
    ("pack", "path", "figure"),
    [(pack, path, figure) for pack, figures in FIGURES.items() for path, figure in figures.items()],
)
def test_the_figure_is_the_sources(pack: str, path: str, figure: Any) -> None:
    assert plainly(reduce(step, path.split("."), PACKS.named(pack, ON))) == figure


def test_rework_is_hours_at_the_rate_and_the_material() -> None:
    assert PACKS.base(ON).loss.rework(Decimal("1.5"), Money(Decimal(10))) == Money(Decimal(100))
