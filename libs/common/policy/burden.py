"""Who must prove in a dispute: PO-15."""

from libs.common.policy.case import Case, Word
from libs.common.policy.dates import add_months


def burden_of_proof(case: Case) -> Case:
    """PO-15: durable goods, within months of delivery or service; record and appraisal are evidence."""
    facts, terms = case.facts, case.pack.burden_of_proof
    if not facts.dispute_defect:
        return case
    if facts.appraisal:
        case = case.because("PO-15", "appraised", "appraised", finding=Word(facts.appraisal))
    if facts.category not in terms.categories:
        return case.because("PO-15", "customer_proves", "not_durable", category=Word(facts.category))
    since = max(filter(None, (facts.delivered_on, facts.serviced_on)), default=facts.purchase_date)
    last = add_months(since, terms.months)
    seller = facts.as_of <= last
    outcome = "seller_proves" if seller else "customer_proves"
    told = case.because(
        "PO-15", outcome, outcome, since=since, months=terms.months, last=last, as_of=facts.as_of
    )
    return _with_record(told.but(seller_must_prove=True)) if seller else told


def _with_record(case: Case) -> Case:
    outcome = "record_shown" if case.facts.delivery_inspection else "record_missing"
    return case.because("PO-15", outcome, f"delivery_{outcome}")
