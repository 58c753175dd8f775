"""Which policy pack's follow-up figures hold (PO-01)."""

from datetime import date
from typing import cast

from libs.common.policy.operations import FollowUp
from libs.common.policy.shipped import shipped_packs
from libs.common.policy.vocabulary import Category


def figures(*, today: date, category: str | None = None, purchase_date: date | None = None) -> FollowUp:
    """Of the product and its day of purchase; the base's where no product is in question."""
    if category is None:
        return shipped_packs().base(today).follow_up
    return shipped_packs().for_unit(cast(Category, category), purchase_date or today).follow_up
