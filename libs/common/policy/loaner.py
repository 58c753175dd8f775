"""Something to work with meanwhile: PO-13."""

from libs.common.policy.case import NOTHING, Case, Word
from libs.common.policy.figures import row_for


def loaner(case: Case) -> Case:
    """PO-13: due at once when the repair or the part's absence takes longer than the pack says (S4, S2)."""
    terms, facts = row_for(case.pack.loaner, case.facts.category), case.facts
    if terms is None or not (terms.always or facts.repair_hours or facts.part_away_days):
        return case
    if terms.always:
        return _offered(case.because("PO-13", "loaner_due", "loaner_always", category=Word(facts.category)))
    due = facts.repair_hours > terms.repair_hours or facts.part_away_days > terms.part_away_days
    case = case.because(
        "PO-13",
        "loaner_due" if due else "loaner_not_due",
        "loaner",
        hours=facts.repair_hours,
        most_hours=terms.repair_hours,
        days=facts.part_away_days,
        most_days=terms.part_away_days,
        result=Word("loaner_due" if due else "loaner_not_due"),
    )
    return _offered(case) if due else case


def _offered(case: Case) -> Case:
    return case.offering(NOTHING, "loaner").but(loaner_due=True)
