"""The maker's cover of a partner's stock: PO-14."""

from libs.common.policy.bearer import borne
from libs.common.policy.case import Case
from libs.common.policy.dates import add_months
from libs.common.policy.figures import row_for


def partner_clock(case: Case) -> Case:
    """PO-14: over while the customer's clock still runs, the cost is the partner's (S4)."""
    picked_up, as_of = case.facts.partner_pickup_date, case.facts.as_of
    promised = _months_promised_to_members(case)
    if picked_up is None or case.pack.partner_clock is None or promised is None:
        return case
    stock_turn = case.pack.partner_clock.stock_turn_months
    end = add_months(picked_up, promised + stock_turn)
    outcome = "partner_clock_runs" if as_of <= end else "partner_clock_over"
    told = case.because(
        "PO-14",
        outcome,
        outcome,
        pickup=picked_up,
        months=promised,
        stock_turn=stock_turn,
        end=end,
        as_of=as_of,
    )
    return borne(told, "partner") if as_of > end and case.service_type == "C" else told


def _months_promised_to_members(case: Case) -> int | None:
    row = row_for(case.pack.warranty, case.facts.category)
    if row is None or isinstance(row.months, str):
        return None
    return row.member_months or row.months
