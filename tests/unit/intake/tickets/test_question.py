"""The engine is asked the same, by whichever way what is stored is read."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.policy.schemas import EntitlementQuestion
from services.intake.tickets.question import Question

TODAY = date(2026, 11, 23)
_DAYS = st.dates(TODAY - timedelta(days=4000), TODAY).map(date.isoformat)
_FACTS = st.fixed_dictionaries(
    {"category": st.sampled_from(["refrigerator", "pc", "installation_work"]), "purchase_date": _DAYS},
    optional={
        "proof": st.sampled_from(["invoice", "warranty_card"]),
        "delivered_on": _DAYS,
        "component_replaced_on": _DAYS,
        "price": st.fixed_dictionaries(
            {"amount": st.decimals(0, 10**6, places=2).map(str), "currency": st.just("CNY")}
        ),
        "findings": st.lists(st.sampled_from(["housing", "misuse"])),
        "household_benefits_used": st.integers(0, 9),
        "internal": st.booleans(),
        "component": st.sampled_from(["compressor", "压缩机"]),
    },
)


@pytest.mark.rule("PO-17")
@given(_FACTS, st.sampled_from([None, "exchange", "refund"]))
def test_what_is_stored_is_read_as_it_would_be_asked_by_anybody(
    stored: dict[str, Any], remedy: str | None
) -> None:
    asked = EntitlementQuestion.model_validate({**stored, "requested_remedy": remedy})
    assert Question("repair", stored, TODAY).for_remedy(remedy) == asked.facts(today=TODAY, language="en")
