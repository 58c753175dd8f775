"""A new unit instead of a third repair or a long wait: PO-09, PO-12."""

from libs.common.policy.case import NOTHING, Case, Word
from libs.common.policy.dates import add_months
from libs.common.policy.vocabulary import Replacement


def failed_repairs(case: Case) -> Case:
    """PO-09: after so many failed repairs within the period the customer may ask for a replacement."""
    terms, facts = case.pack.failed_repairs, case.facts
    same = facts.failed_repairs_same_part
    count = same if terms and terms.same_part else max(facts.failed_repairs, same)
    if terms is None or not count:
        return case
    within = _within(case, terms.within_months)
    due = count >= terms.repairs and within and case.covered
    kind = "same_part" if terms.same_part else "any_part"
    case = case.because(
        "PO-09",
        "replacement" if due else "no_replacement",
        f"failed_repairs_{kind}_{_period(terms.within_months)}",
        count=count,
        needed=terms.repairs,
        months=terms.within_months or 0,
        as_of=facts.as_of,
        result=Word("replacement" if due else "no_replacement"),
    )
    return _replaced(case, "PO-09") if due else case


def part_unavailable(case: Case) -> Case:
    """PO-12: a part that doesn't come within the days promised."""
    terms, facts = case.pack.part_unavailable, case.facts
    if terms is None or not facts.part_wait_days:
        return case
    late = facts.part_wait_days > terms.days
    due = late and _within(case, terms.within_months) and case.covered
    case = case.because(
        "PO-12",
        "replacement" if due else "no_replacement",
        "part_unavailable",
        waited=facts.part_wait_days,
        days=terms.days,
        months=terms.within_months,
        as_of=facts.as_of,
        result=Word("replacement" if due else "no_replacement"),
    )
    return _replaced(case, "PO-12") if due else case


def _within(case: Case, months: int | None) -> bool:
    """So many months from purchase; without a figure the warranty is the period."""
    return months is None or case.facts.as_of <= add_months(case.facts.purchase_date, months)


def _period(months: int | None) -> str:
    return "warranty" if months is None else "months"


def _replaced(case: Case, rule: str) -> Case:
    if case.replacement:
        return case
    kind: Replacement = "same" if case.facts.model_in_stock else "not_inferior"
    told = case.because(rule, kind, f"replacement_{kind}").offering(NOTHING, "replacement")
    return told.but(replacement=kind)
