"""What the customer may choose within days or months of purchase: PO-06."""

from datetime import date

from libs.common.policy.case import NOTHING, Case, Word, words
from libs.common.policy.dates import add_days, add_months
from libs.common.policy.facts import Facts
from libs.common.policy.figures import most_specific
from libs.common.policy.promises import Window
from libs.common.policy.vocabulary import Remedy


def windows(case: Case) -> Case:
    """PO-06: rows of the category go before rows of the whole pack; an excluded fault opens none."""
    promised = [row for row in case.pack.windows if not row.until or case.facts.purchase_date <= row.until]
    rows = most_specific(promised, case.facts.category)
    for row in rows:
        if is_open(row, case.facts) and case.proven and not case.barred:
            case = _opened(case, row)
    return _closed(case, rows) if rows and not case.shares else case


def is_open(row: Window, facts: Facts) -> bool:
    first, last = bounds(row, facts.purchase_date)
    fault_fits = row.faults != "performance" or facts.fault_kind == "performance"
    return fault_fits and first <= facts.as_of <= last


def bounds(row: Window, purchase: date) -> tuple[date, date]:
    """First and last day, both inside."""
    add = add_days if row.unit == "day" else add_months
    return add(purchase, row.from_), add(purchase, row.to)


def _opened(case: Case, row: Window) -> Case:
    facts = case.facts
    return case.because(
        "PO-06",
        "window_open",
        f"window_open_{row.unit}",
        first=row.from_,
        to=row.to,
        last=bounds(row, facts.purchase_date)[1],
        day=facts.days_owned,
        faults=Word(row.faults),
        fault=Word(facts.fault_kind),
        remedies=words(row.remedies),
    ).offering(NOTHING, *row.remedies)


def _closed(case: Case, rows: tuple[Window, ...]) -> Case:
    return case.because(
        "PO-06",
        "window_closed",
        "window_closed",
        day=case.facts.days_owned,
        fault=Word(case.facts.fault_kind),
        last=max(bounds(row, case.facts.purchase_date)[1] for row in rows),
    )


def not_as_contracted(case: Case) -> Case:
    """PO-06: unconditional return, loss made good (S4, S2)."""
    if case.facts.as_contracted:
        return case
    terms = case.pack.not_as_contracted
    outcome = "loss_made_good" if terms.loss_made_good else "return"
    told = case.because("PO-06", outcome, f"not_as_contracted_{outcome}", remedies=words(terms.remedies))
    return told.offering(NOTHING, *terms.remedies)


def default_remedy(case: Case) -> Remedy:
    """What is reckoned for when the customer asks for nothing that is open."""
    return "repair" if case.facts.as_contracted else case.pack.not_as_contracted.remedies[0]
