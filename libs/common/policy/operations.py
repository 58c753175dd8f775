"""Figures of a pack by which the other rooms work: desk, clocks, follow-up, charges, projects."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from libs.common.calendar.agreement import Agreement
from libs.common.policy.figures import (
    Amount,
    CalendarName,
    ClockTime,
    Count,
    DayOfMonth,
    Flag,
    Months,
    Positive,
    Rate,
    Section,
    Share,
    Span,
)
from libs.common.policy.vocabulary import Category

SurveyItem = Literal["attitude", "technique", "arrival", "promises"]
SurveyLevel = Literal["very_satisfied", "satisfied", "fair", "poor"]


class Desk(Section):
    calendar: CalendarName
    warn_before: Span

    @property
    def warn_hours(self) -> Decimal:
        return Decimal(self.warn_before.hours or 0)

    def agreed(self, span: Span) -> Agreement:
        """A figure as an agreement; the warning is counted in the desk's own hours."""
        return Agreement(
            calendar=span.calendar,
            hours=None if span.hours is None else Decimal(span.hours),
            days=span.days,
            desk=self.calendar,
            warn_hours=self.warn_hours,
        )


class Deadlines(Section):
    """IN-06, all from the request; none where the pack promises none."""

    answer: Span
    arrive: Span | None = None
    repair: Span | None = None


class Ladder(Section):
    """IN-07"""

    chase_after: Span
    escalate_after: Span


class Tickets(Section):
    reopen_within_days: Count
    contract_ending_warning_days: Count
    quality_issue_cases: Count
    quality_issue_days: Count
    known_fault_tickets: Count
    known_fault_days: Count
    """So many tickets within so many days make a fault a known one (IN-02)."""
    undispatched_first: Flag
    off_site_application: Flag
    keep_records_years: Count
    keep_accounts_years: Count
    data_bearing: frozenset[Category]
    """What is taken in only after a backup or the customer's waiver (IN-19)."""


class DailyHours(Section):
    from_: ClockTime = Field(alias="from")
    to: ClockTime


class MonthlyFollowUp(Section):
    day: DayOfMonth
    by: Literal["technician", "agent"]


class FollowUp(Section):
    """FU-02 … FU-06, FU-11"""

    survey_items: tuple[SurveyItem, ...]
    survey_levels: tuple[SurveyLevel, ...]
    survey_reminder_days: Count
    survey_reminders: Count
    survey_link_days: Count
    long_term_months: Months
    key_months: Months
    effect_call_days: Count
    attempts: Count
    quiet_hours: DailyHours
    monthly: MonthlyFollowUp | None = None
    spot_check_share: Share


class FieldWork(Section):
    """Technicians on the road (DI-01, DI-04, DI-10, DI-19)."""

    reachable: DailyHours
    check_out_missed_minutes: Count
    help_within: Span
    replan_seconds: Count
    delivery_inspection: Flag


class WorkMinutes(Section):
    """On site, by kind of ticket."""

    repair: Positive
    maintenance: Positive
    installation: Positive
    training: Positive


class Planning(Section):
    """What plans and warnings reckon with (DI-03); no source has it, so all of it is *default*."""

    road_percent: Positive
    """How long roads are, of the great circle."""
    kilometres_per_hour: Positive
    unknown_travel_minutes: Count
    """Where a place isn't known."""
    home_region_km: Count
    """Further from the base is outside the home region, which has no map (DI-09)."""
    lunch: DailyHours
    promised_window_minutes: Positive
    """From the planned start: what the customer is told (DI-08)."""
    work_minutes: WorkMinutes


class Charge(Section):
    """DI-12, PO-03"""

    small_limit: Amount
    quote_released_by: Literal["agent", "sales"]
    labour_outside_warranty: Amount | None = None


class StagePayment(Section):
    """Up to this share of the price falls due by the event, so many months after it (DI-21)."""

    up_to: Share
    event: Literal["signed", "accepted", "in_use", "warranty_ended"]
    months_after: Months = 0


class Project(Section):
    """DI-20, DI-21"""

    due: Span | None = None
    late_rate_daily: Rate
    papers_within: Span
    papers_earliest: Span
    stages: tuple[StagePayment, ...] = ()


class Inspection(Section):
    """PO-19"""

    every_months: Months | None = None
