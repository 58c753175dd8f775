"""Benefits of a chain's card, counted by household: PO-16."""

import re
import unicodedata
from decimal import Decimal

from libs.common.policy.case import ALL, NOTHING, Case, Percent, Word
from libs.common.policy.figures import row_for
from libs.common.policy.promises import Benefit

_FILLING = re.compile(r"[\W_]+")


def household(address: str) -> str:
    """The address that uses are counted by: without width, case, blanks and punctuation (PO-16)."""
    return _FILLING.sub("", unicodedata.normalize("NFKC", address).casefold())


def is_called(name: str, terms: Benefit, category: str) -> bool:
    """Whether a benefit goes by that name: `cleaning`, or with its goods `air_conditioner_cleaning`."""
    return name in (terms.remedy, f"{category}_{terms.remedy}")


def share_of_use(terms: Benefit, used: int) -> Decimal:
    """PO-16: what the customer pays of the next use, after so many by the household."""
    return NOTHING if used < terms.free_uses else terms.share_after


def benefit(case: Case) -> Case:
    """PO-16: free until the household's quota is used up, then at a share of the price."""
    facts = case.facts
    terms = row_for(case.pack.benefits, facts.category)
    if terms is None:
        return case
    if facts.card not in terms.cards:
        if facts.requested_remedy != terms.remedy:
            return case
        told = case.because("PO-16", "no_card", "benefit_no_card", remedy=Word(terms.remedy))
        return told.offering(ALL, terms.remedy)
    share = share_of_use(terms, facts.household_benefits_used)
    told = case.because(
        "PO-16",
        "reduced" if share else "free",
        "benefit",
        card=Word(facts.card or ""),
        remedy=Word(terms.remedy),
        used=facts.household_benefits_used,
        quota=terms.free_uses,
        share=Percent(share),
    )
    return told.offering(share, terms.remedy)
