"""Sharing a loss and the deductions by the penalty basis (CO-14, CO-15)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import Money
from services.complaints.cases.losing import parts_of
from services.complaints.penalties import rules
from tests.unit.complaints.builders import PACK

losses = st.decimals(0, 10**9, places=2).map(Money)


@pytest.mark.rule("CO-14")
@given(losses, st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_the_parts_of_a_loss_sum_to_it(total: Money, weights: list[int]) -> None:
    shares = [Decimal(weight) / 1000 for weight in weights]
    shares.append(1 - sum(shares, Decimal(0)))

    parts = parts_of(total, shares)

    assert sum(parts, Money.zero()) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.amount - total.amount * share) <= Decimal("0.01")


@pytest.mark.rule("CO-15")
@given(losses, st.decimals(0, 1, places=3))
def test_no_person_bears_more_than_the_basis_lets(loss: Money, share: Decimal) -> None:
    deducted = rules.person_deduction(PACK.penalties, loss=loss, borne=loss * share)

    assert deducted <= PACK.penalties.person_at_most
    assert deducted <= loss * PACK.penalties.person_share_of_loss
    assert deducted <= loss * share
