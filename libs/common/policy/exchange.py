"""An exchange asked for after its window: PO-10."""

from libs.common.money import Money
from libs.common.policy.case import ALL, Case, Percent, Value, Word
from libs.common.policy.promises import LateExchange


def late_exchange(case: Case) -> Case:
    """PO-10: for the days of use the customer pays depreciation, beside it the refurbishing fee."""
    terms = case.pack.late_exchange
    if terms is None or case.barred or "exchange" in case.shares:
        return case
    share = min(ALL, terms.daily_rate * case.facts.days_owned)
    case = case.offering(share, "exchange")
    return _reckoned(case, terms) if case.facts.requested_remedy == "exchange" else case


def _reckoned(case: Case, terms: LateExchange) -> Case:
    facts, share = case.facts, case.shares["exchange"]
    figures: dict[str, Value] = {
        "days": facts.days_owned,
        "rate": Percent(terms.daily_rate),
        "share": Percent(share),
    }
    if facts.price is None:
        case = case.because("PO-10", "price_missing", "depreciation_without_price", **figures)
    else:
        depreciation = Money(facts.price.amount * share, facts.price.currency)
        case = case.but(depreciation=depreciation).because(
            "PO-10", "depreciation", "depreciation", **figures, price=facts.price, depreciation=depreciation
        )
    fee, collector = terms.refurbishing_fee, case.pack.served_by.late_exchange
    told = case.because("PO-10", "refurbishing_fee", "refurbishing_fee", fee=fee, by=Word(collector))
    return told.but(refurbishing_fee=fee)
