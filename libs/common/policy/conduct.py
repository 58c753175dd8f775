"""Figures of a pack for complaints, penalties and losses."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from libs.common.money import Money
from libs.common.policy.figures import Amount, Count, DayOfMonth, Months, Section, Share, Span, Text

Role = Literal["service_manager", "deputy_gm", "gm"]
Department = Literal["sales", "after_sales"]
Sanction = Literal["warning", "demerit", "major_demerit", "dismissal", "legal_action"]
RemedyKind = Literal["discount", "compensation", "return", "rework", "exchange", "repair", "apology", "none"]
FineCause = Literal["no_check_out", "late", "incomplete_report", "phone_off", "disobeyed"]


class CauseCode(Text):
    """A cause of complaints, by code and by name (CO-03)."""

    code: str = Field(pattern="^[a-z]+(_[a-z]+)*$")


class Complaints(Section):
    """CO-03, CO-06, CO-07, CO-16, CO-17, CO-18"""

    investigation: Span
    report_within: Span
    repeat_overdue_every: Span
    monthly_review_day: DayOfMonth
    result_passed_on_by: Department
    fraud_multiple: Count
    improvement_within: Span
    causes: tuple[CauseCode, ...]


class AuthorityLevel(Section):
    """CO-09; the limit is included, none = no limit."""

    role: Role
    up_to: Amount | None = None


class RemedyApproval(Section):
    """CO-09: a remedy of the kind is approved by these, whatever its amount."""

    kind: RemedyKind
    by: Literal["gm", "gm_office"]


class Penalties(Section):
    """CO-15 and the default penalty basis."""

    unit_share_of_loss: Share
    person_share_of_loss: Share
    person_at_most: Amount
    repeat_within_months: Months
    steps: tuple[Sanction, ...]
    conduct_upheld: Sanction
    idle_on_site: Sanction
    false_receipt: tuple[Sanction, ...]
    objection_days: Count


class LossBasis(Section):
    """CO-14: rework = hours × rate + material; goods at cost, freight as invoiced."""

    rework_hour: Amount
    goods: Literal["at_cost"]
    freight: Literal["as_invoiced"]
    service: Literal["as_booked"]
    compensation: Literal["as_approved"]

    def rework(self, hours: Decimal, material: Money) -> Money:
        return self.rework_hour * hours + material
