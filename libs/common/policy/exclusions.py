"""Why a fault isn't covered: PO-08."""

from libs.common.policy.case import Case, Word
from libs.common.policy.vocabulary import Finding


def findings(case: Case) -> Case:
    """PO-08: a finding on the pack's list excludes the fault; some not a part proven in warranty."""
    for finding in dict.fromkeys(case.facts.findings):
        case = _found(case, finding)
    return case


def _found(case: Case, finding: Finding) -> Case:
    listed = case.pack.exclusions
    if finding not in listed.findings:
        return case.because("PO-08", "not_excluded", "not_listed", finding=Word(finding), pack=case.pack.pack)
    if case.part_proven and finding in listed.not_for_proven_part:
        return case.because("PO-08", "not_excluded", "part_proven", finding=Word(finding))
    told = case.because("PO-08", "excluded", "excluded", finding=Word(finding), pack=case.pack.pack)
    return told.but(excluded_by=(*case.excluded_by, finding), barred=True)


def out_of_period(case: Case) -> Case:
    """PO-08: found by the engine, never given."""
    if case.in_warranty or "out_of_period" not in case.pack.exclusions.findings:
        return case
    told = case.because("PO-08", "excluded", "out_of_period", as_of=case.facts.as_of)
    return told.but(excluded_by=(*case.excluded_by, "out_of_period"))
