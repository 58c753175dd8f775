"""The authority matrix as a property (CO-09, CO-11, CO-18)."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.act import Actor
from libs.common.money import Money
from libs.common.policy.conduct import RemedyApproval
from services.complaints.cases import rules
from tests.unit.complaints.builders import PACK

ROLES = [level.role for level in PACK.authority]
amounts = st.decimals(0, 20_000, places=2).map(Money)
floors = st.sampled_from([None, *ROLES])


def holder(role: str) -> Actor:
    return Actor(subject="somebody", roles=frozenset({role}))


@pytest.mark.rule("CO-09")
@given(amounts, floors, st.sampled_from(ROLES))
def test_nobody_approves_above_the_limit(amount: Money, floor: str | None, role: str) -> None:
    level = rules.level_for(PACK, kind="compensation", amount=amount, floor=floor)
    limit = PACK.authority[rules.rank(PACK, role)].up_to

    if rules.approving_role(PACK, holder(role), level=level, by_gm=False):
        assert limit is None or amount <= limit
        assert floor is None or rules.rank(PACK, role) >= rules.rank(PACK, floor)


@pytest.mark.rule("CO-09")
@given(amounts, amounts, floors)
def test_more_money_never_needs_a_lower_level(one: Money, other: Money, floor: str | None) -> None:
    small, large = sorted((one, other))
    levels = [rules.level_for(PACK, kind="return", amount=amount, floor=floor) for amount in (small, large)]

    assert rules.rank(PACK, levels[0]) <= rules.rank(PACK, levels[1])


@pytest.mark.rule("CO-09")
@given(amounts)
def test_somebody_may_always_approve(amount: Money) -> None:
    level = rules.level_for(PACK, kind="discount", amount=amount, floor=None)

    assert rules.approving_role(PACK, holder("gm"), level=level, by_gm=False) == "gm"
    assert rules.approving_role(PACK, holder("deputy_gm"), level=level, by_gm=True) == "deputy_gm"


@pytest.mark.rule("CO-09")
@pytest.mark.parametrize(("by", "role"), [("gm", "gm"), ("gm_office", "gm_office")])
def test_a_pack_may_name_who_approves_a_kind(by: str, role: str) -> None:
    approval = RemedyApproval.model_validate({"kind": "return", "by": by})
    pack = PACK.model_copy(update={"remedy_approval": (approval,)})
    cheap = Money(Decimal(1))
    level = rules.level_for(pack, kind="return", amount=cheap, floor=None)

    assert level == by
    assert rules.approving_role(pack, holder("service_manager"), level=level, by_gm=False) is None
    assert rules.approving_role(pack, holder(role), level=level, by_gm=False) == role
    assert rules.level_for(pack, kind="discount", amount=cheap, floor=None) == "service_manager"
    assert rules.level_for(pack, kind="return", amount=cheap, floor="gm") == "gm"


@pytest.mark.rule("CO-11")
def test_a_refusal_asks_for_the_next_level_and_stays_with_the_gm() -> None:
    climb = [rules.next_level(PACK, role) for role in ROLES]

    assert climb == [*ROLES[1:], ROLES[-1]]
    assert rules.next_level(PACK, "gm_office") == "gm"


@pytest.mark.rule("CO-18")
@given(st.decimals("0.01", 10**11, places=2))
def test_fraud_costs_three_times_the_fee(fee: Decimal) -> None:
    assert rules.fraud_due(Money(fee), PACK.complaints.fraud_multiple) == Money(fee + fee + fee)


WORDS = st.tuples(st.sampled_from(["consent", "refusal", "charge"]), st.integers(1, 9).map(Decimal))


@pytest.mark.rule("CO-18", "DI-12")
@given(st.lists(WORDS, max_size=8))
def test_what_was_charged_beyond_the_last_consent_was_not_consented(
    entries: list[tuple[str, Decimal]],
) -> None:
    spans: list[tuple[Decimal, list[Decimal]]] = [(Decimal(0), [])]
    for kind, amount in entries:
        if kind == "charge":
            spans[-1][1].append(amount)
        else:
            spans.append((amount if kind == "consent" else Decimal(0), []))
    beyond = [sum(charges, Decimal(0)) - agreed for agreed, charges in spans]

    assert rules.without_consent(entries) == sum(excess for excess in beyond if excess > 0)


@pytest.mark.rule("CO-07")
def test_what_is_overdue_goes_up_a_level_a_day() -> None:
    ladder = [rules.next_step(day) for day in range(5)]

    assert ladder == ["department_manager", "deputy_gm", "gm", "gm", "gm"]
    assert all(low != high for low, high in pairwise(ladder[:3]))
