"""Service type and who pays for part, labour and travel: PO-02, PO-03, PO-05, PO-17."""

from libs.common.policy.case import ALL, NOTHING, Case, Percent, Word
from libs.common.policy.dates import add_months
from libs.common.policy.figures import row_for
from libs.common.policy.vocabulary import Bearer, Cost
from libs.common.policy.windows import default_remedy


def repair(case: Case) -> Case:
    """PO-02, PO-03: a repair is always to be had, free only where the warranty covers the fault."""
    return case.offering(NOTHING if case.covered else ALL, "repair")


def chosen_remedy(case: Case) -> Case:
    """PO-17: share, depreciation and bearer are reckoned for the remedy asked for, if it is open."""
    asked = case.facts.requested_remedy
    if asked is None:
        remedy = default_remedy(case)
        if remedy == "repair":
            return case
        return case.but(remedy=remedy).because("PO-17", "reckoned", "reckoned", remedy=Word(remedy))
    if asked in case.shares:
        return case.but(remedy=asked).because("PO-17", "reckoned", "reckoned", remedy=Word(asked))
    remedy = default_remedy(case)
    return case.but(remedy=remedy).because(
        "PO-17", "not_open", "not_open", asked=Word(asked), remedy=Word(remedy)
    )


def free_or_paid(case: Case) -> Case:
    """PO-02: nothing to pay makes it type C; PO-03: a part to pay for makes it type A, quoted first."""
    if not case.share:
        told = case.because("PO-02", "free", "free", remedy=Word(case.remedy))
        return borne(told.but(service_type="C"), "maker")
    return case.because(
        "PO-03",
        "paid",
        "paid",
        remedy=Word(case.remedy),
        share=Percent(case.share),
        by=Word(case.pack.charge.quote_released_by),
    )


def free_work(case: Case) -> Case:
    """PO-03: labour or travel that the pack still gives although the part is paid for."""
    if not case.share or case.remedy not in ("repair", "exchange") or case.barred:
        return case
    if case.in_warranty:
        return _work_free(case, ("labour", "travel"))
    terms, facts = row_for(case.pack.free_work, case.facts.category), case.facts
    if terms is None:
        return case
    if terms.months == "unlimited":
        told = case.because("PO-03", "work_free", "work_free_for_life", costs=tuple(map(Word, terms.costs)))
        return _work_free(told, terms.costs)
    last = add_months(facts.purchase_date, terms.months)
    outcome = "work_free" if facts.as_of <= last else "work_paid"
    told = case.because(
        "PO-03", outcome, outcome, costs=tuple(map(Word, terms.costs)), months=terms.months, last=last
    )
    return _work_free(told, terms.costs) if outcome == "work_free" else told


def internal(case: Case) -> Case:
    """PO-05: work for the company itself is type D and never charged."""
    purpose = case.facts.internal_purpose
    if purpose is not None:
        told = case.because("PO-05", "internal", "internal_for", purpose=Word(purpose))
    elif case.facts.internal:
        told = case.because("PO-05", "internal", "internal")
    else:
        return case
    free = told.but(service_type="D", depreciation=None, refurbishing_fee=None)
    return borne(free.but(shares=dict.fromkeys(case.shares, NOTHING)), "internal")


def borne(case: Case, bearer: Bearer) -> Case:
    """Part, labour and travel at the same one's cost."""
    return case.but(part=bearer, labour=bearer, travel=bearer)


def _work_free(case: Case, costs: tuple[Cost, ...]) -> Case:
    return case.but(
        labour="maker" if "labour" in costs else case.labour,
        travel="maker" if "travel" in costs else case.travel,
    )
