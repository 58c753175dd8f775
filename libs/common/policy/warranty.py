"""Is the unit, or the part at fault, in warranty? PO-02, PO-06 (proof), PO-07, PO-11."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.common.policy.case import Case, Word, words
from libs.common.policy.dates import add_days, add_months
from libs.common.policy.figures import row_for
from libs.common.policy.pack import Pack
from libs.common.policy.promises import Warranty


def proof_of_purchase(case: Case) -> Case:
    """PO-06: the date of an accepted proof counts; without one neither window nor warranty can be dated."""
    proof, accepted = case.facts.proof, case.pack.proofs
    if proof is None:
        return case
    outcome = "accepted" if proof in accepted else "not_accepted"
    told = case.because("PO-06", outcome, f"proof_{outcome}", proof=Word(proof), accepted=words(accepted))
    return told.but(proven=proof in accepted)


def months_promised(case: Case) -> Case:
    """PO-02, PO-07: the unit's months by category, membership and main part."""
    row = row_for(case.pack.warranty, case.facts.category)
    if row is None or isinstance(row.months, str):
        return case
    if part := _main_part(case, row):
        assert row.main_part_months is not None
        told = case.because("PO-02", "main_part", "main_part", component=part, months=row.main_part_months)
        return told.but(warranty_months=row.main_part_months)
    if case.facts.member and row.member_months is not None:
        told = case.because("PO-07", "member", "member", months=row.member_months, plain=row.months)
        return told.but(warranty_months=row.member_months)
    return case.but(warranty_months=row.months)


def _main_part(case: Case, row: Warranty) -> str | None:
    component = case.facts.component
    if component is None or row.main_part_months is None:
        return None
    name = component.casefold()
    return component if any(part in name for part in row.main_parts) else None


def unit_clock(case: Case) -> Case:
    """PO-02, PO-11: from purchase, or from the unit's exchange, longer by the days under repair."""
    day, months = case.facts.purchase_date, case.warranty_months
    row = row_for(case.pack.warranty, case.facts.category)
    if row is None or row.months == "none":
        return case.because("PO-02", "no_warranty", "no_warranty", as_of=case.facts.as_of)
    if not case.proven:
        return case.because("PO-02", "unproven", "warranty_unproven", purchase_date=day)
    if months is None:
        told = case.because("PO-02", "in_warranty", "warranty_unlimited", purchase_date=day)
        return told.but(in_warranty=True)
    return _running(_moved(case), months)


def _running(case: Case, months: int) -> Case:
    as_of, start = case.facts.as_of, _start(case)
    end = add_days(add_months(start, months), case.facts.warranty_extension_days)
    outcome = "in_warranty" if as_of <= end else "out_of_warranty"
    told = case.because("PO-02", outcome, outcome, start=start, months=months, end=end, as_of=as_of)
    return told.but(in_warranty=as_of <= end)


def _start(case: Case) -> date:
    restarted = case.facts.warranty_restarted_on
    return restarted if restarted and restarted <= case.facts.as_of else case.facts.purchase_date


def _moved(case: Case) -> Case:
    days, restarted = case.facts.warranty_extension_days, case.facts.warranty_restarted_on
    if restarted:
        outcome = "restarted" if restarted <= case.facts.as_of else "not_yet"
        case = case.because("PO-11", outcome, f"unit_{outcome}", day=restarted)
    return case.because("PO-11", "extended", "unit_extended", days=days) if days else case


def component_clock(case: Case) -> Case:
    """PO-11: a replaced component of class one has its own clock from the day of completion (S4)."""
    replaced, as_of = case.facts.component_replaced_on, case.facts.as_of
    if replaced is None or case.warranty_months is None:
        return case
    name = case.facts.component or ""
    if not _class_one(case.pack, name):
        return case.because("PO-11", "no_own_clock", "component_without_clock", component=name)
    end = add_months(replaced, case.warranty_months)
    runs = replaced <= as_of <= end
    outcome = "component_in_warranty" if runs else "component_out_of_warranty"
    told = case.because(
        "PO-11", outcome, outcome, component=name, start=replaced, months=case.warranty_months, end=end
    )
    return told.but(part_proven=runs, in_warranty=case.in_warranty or runs)


def _class_one(pack: Pack, component: str) -> bool:
    listed = pack.components.class_one
    return listed == "every_part" or any(part in component.casefold() for part in listed)


@dataclass(frozen=True, slots=True)
class RepairPeriod:
    """From the request to the day the work was done, parts waited for included."""

    first: date
    last: date


def extension_days(periods: Iterable[RepairPeriod], *, since: date | None = None) -> int:
    """PO-11: days under repair or waiting for parts, each counted once, none before the period began anew."""
    days, free_from = 0, since or date.min
    for period in sorted(periods, key=lambda period: period.first):
        days += max((period.last - max(period.first, free_from)).days, 0)
        free_from = max(free_from, period.last)
    return days
