"""Service contracts: PO-04, PO-19."""

from datetime import date

from libs.common.policy.bearer import borne
from libs.common.policy.case import NOTHING, Case
from libs.common.policy.dates import add_months


def contract(case: Case) -> Case:
    """PO-04: in force it makes the service type B; an exchange after its window stays what PO-10 says."""
    term, facts = case.facts.contract, case.facts
    if term is None:
        return case
    if not term.first <= facts.as_of <= term.last:
        outcome = "lapsed" if facts.as_of > term.last else "not_begun"
        return case.because("PO-04", outcome, outcome, first=term.first, last=term.last, as_of=facts.as_of)
    if case.remedy == "exchange" and case.share:
        return case.because("PO-04", "not_covered", "contract_no_exchange", first=term.first, last=term.last)
    told = case.because("PO-04", "contract", "contract", first=term.first, last=term.last, as_of=facts.as_of)
    covered = told._replace(service_type="B", shares={**case.shares, case.remedy: NOTHING})
    return borne(covered, "contract")


def ending_warning(last: date, warning_days: int) -> date:
    """PO-04: the day on which the end of a contract is announced."""
    return date.fromordinal(max(last.toordinal() - warning_days, 1))


def inspection_due(last_one: date, contract_months: int | None, pack_months: int | None) -> date | None:
    """PO-19: the day of the next inspection; the contract's interval goes before the pack's."""
    months = contract_months or pack_months
    return add_months(last_one, months) if months else None
