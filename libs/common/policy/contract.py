"""Service contracts: PO-04, PO-19."""

from datetime import date, datetime

from libs.common.policy.bearer import borne
from libs.common.policy.case import NOTHING, Case, Value
from libs.common.policy.dates import add_months, calendar_months
from libs.common.policy.facts import ContractTerm
from libs.common.policy.figures import Span
from libs.common.policy.pack import Pack


def contract(case: Case) -> Case:
    """PO-04: in force it makes the service type B; an exchange after its window stays what PO-10 says."""
    term, facts = case.facts.contract, case.facts
    if term is None:
        return case
    if not term.first <= facts.as_of <= term.last:
        outcome = "lapsed" if facts.as_of > term.last else "not_begun"
        return case.because("PO-04", outcome, outcome, first=term.first, last=term.last, as_of=facts.as_of)
    if term.used_up:
        return case.because("PO-04", "used_up", "contract_used_up", **_allowed(term))
    if case.remedy == "exchange" and case.share:
        return case.because("PO-04", "not_covered", "contract_no_exchange", first=term.first, last=term.last)
    told = case.because("PO-04", "contract", "contract", first=term.first, last=term.last, as_of=facts.as_of)
    covered = told.but(service_type="B", shares={**case.shares, case.remedy: NOTHING})
    return borne(_with_allowances(covered, term), "contract")


def _with_allowances(case: Case, term: ContractTerm) -> Case:
    if term.visits is not None:
        case = case.because("PO-04", "visits", "contract_visits", **_allowed(term))
    if term.response_hours is not None:
        case = case.because("PO-04", "response", "contract_response", hours=term.response_hours)
    return case


def _allowed(term: ContractTerm) -> dict[str, Value]:
    return {"first": term.first, "last": term.last, "used": term.visits_used, "visits": term.visits or 0}


def arrival(pack: Pack, *, response_hours: int | None, asked_at: datetime) -> Span | None:
    """PO-04: the sooner of what the pack and the contract promise: a contract never makes it slower."""
    by_pack = pack.deadlines.arrive
    if response_hours is None:
        return by_pack
    by_contract = Span(hours=response_hours)
    return min(by_contract, by_pack or by_contract, key=lambda span: span.after(asked_at))


def ending_warning(last: date, warning_days: int) -> date:
    """PO-04: the day on which the end of a contract is announced."""
    return date.fromordinal(max(last.toordinal() - warning_days, 1))


def inspection_due(since: date, months: int, *, after: date) -> date:
    """PO-19: of the days every so many months from `since`, the first that lies after the other day."""
    turn = max(calendar_months(since, after) // months, 1)
    due = add_months(since, turn * months)
    return due if due > after else add_months(since, (turn + 1) * months)
