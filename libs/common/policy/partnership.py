"""Figures of a pack for work done by partners (PA-05 … PA-16)."""

from libs.common.policy.figures import Amount, Count, DayOfMonth, Flag, Months, Rate, Section, Share, Span


class WorkOrders(Section):
    labour_rate: Amount
    """A unit, where the partner's contract names none."""
    due_day: DayOfMonth
    repeat_flag_days: Count
    verified_share: Share
    verification_attempts: Count
    pre_authorisation_above: Amount


class Workshop(Section):
    turnaround: Span
    daily_round: Flag
    redone_free: Flag
    damage_share: Share
    """Of the original price, for damage by the partner (PA-07)."""


class Settlement(Section):
    """PA-08"""

    period_from_day: DayOfMonth
    period_to_day: DayOfMonth
    report_day: DayOfMonth
    pay_day: DayOfMonth
    late_rate_daily: Rate


class PartnerTerms(Section):
    """PA-10, PA-16"""

    warnings_to_end: Count
    serious_warnings_to_forfeit: Count
    deposit_return_days: Count
    moving_notice: Span
    moving_penalty: Amount
    ending_notice_months: Months


class FactoryReturns(Section):
    """PA-11"""

    shipments_per_week: Count
    application_from_units: Count
    answer_within: Span
    exchanged_unit_papers: Flag
    """An exchanged unit comes back with original card and invoice copy (PA-15)."""
