"""Partner clock, burden of proof, benefits, who serves."""

from datetime import date, timedelta
from typing import Any

import pytest

from libs.common.policy.benefits import household
from libs.common.policy.dates import add_months
from libs.common.policy.vocabulary import Category
from tests.unit.common.policy.asking import BOUGHT, FREE, FULL, PACKS, ask, outcomes, reason


@pytest.mark.rule("PO-14")
def test_the_partner_bears_the_cost_when_its_clock_is_over() -> None:
    """Picked up on 31 January 2024: 24 + 3 months end on 30 April 2026."""
    picked_up = date(2024, 1, 31)
    covered = ask("tablet", month=3, partner_pickup_date=picked_up)
    assert (covered.service_type, covered.cost_bearer) == ("C", "maker")
    over = ask("tablet", month=3, day=1, partner_pickup_date=picked_up)
    assert (over.service_type, over.cost_bearer, over.customer_share) == ("C", "partner", FREE)
    assert (over.part, over.labour, over.travel) == ("partner",) * 3


@pytest.mark.rule("PO-14")
def test_what_the_customer_pays_stays_with_the_customer() -> None:
    assert ask("tablet", month=13, partner_pickup_date=date(2020, 1, 1)).cost_bearer == "customer"
    assert ask("pc", month=13, partner_pickup_date=date(2020, 1, 1)).cost_bearer == "maker"


@pytest.mark.rule("PO-15")
@pytest.mark.parametrize(
    "category", ["pc", "television", "refrigerator", "air_conditioner", "washing_machine"]
)
def test_the_seller_must_prove_within_six_months_of_delivery(category: Category) -> None:
    delivered = BOUGHT + timedelta(days=10)
    last: dict[str, Any] = {
        "as_of": add_months(delivered, 6),
        "delivered_on": delivered,
        "dispute_defect": True,
    }
    assert ask(category, **last).seller_must_prove
    assert not ask(
        category, **{**last, "as_of": add_months(delivered, 6) + timedelta(days=1)}
    ).seller_must_prove
    assert outcomes(ask(category, **last), "PO-15")[0] == "seller_proves"
    assert outcomes(ask(category, month=7, dispute_defect=True), "PO-15") == ["customer_proves"]
    assert not ask(category, month=1).seller_must_prove


@pytest.mark.rule("PO-15")
def test_a_service_starts_the_six_months_anew_and_a_missing_record_is_shown() -> None:
    serviced: dict[str, Any] = {"dispute_defect": True, "serviced_on": add_months(BOUGHT, 11)}
    assert ask("television", month=17, **serviced).seller_must_prove
    assert not ask("television", month=17, dispute_defect=True).seller_must_prove
    assert outcomes(ask("television", month=5, dispute_defect=True), "PO-15")[-1] == "record_missing"
    shown = ask("television", month=5, dispute_defect=True, delivery_inspection=True)
    assert outcomes(shown, "PO-15")[-1] == "record_shown"


@pytest.mark.rule("PO-15")
def test_what_the_makers_outlet_found_is_evidence() -> None:
    disputed = ask("television", month=5, dispute_defect=True, appraisal="customer_caused")
    assert outcomes(disputed, "PO-15") == ["appraised", "seller_proves", "record_missing"]
    assert "caused by the customer" in reason(disputed, "PO-15")


@pytest.mark.rule("PO-15")
@pytest.mark.parametrize("category", ["phone", "equipment", "tablet", "server"])
def test_other_goods_are_not_on_the_list(category: Category) -> None:
    assert not ask(category, month=1, dispute_defect=True).seller_must_prove


@pytest.mark.rule("PO-16")
@pytest.mark.parametrize("card", ["gold", "diamond"])
def test_three_cleanings_a_household_are_free_and_further_ones_at_seventy_per_cent(card: str) -> None:
    shares = [
        ask(
            "air_conditioner", month=30, card=card, household_benefits_used=used, requested_remedy="cleaning"
        ).customer_share
        for used in range(5)
    ]
    assert [str(share) for share in shares] == ["0", "0", "0", "0.7", "0.7"]


@pytest.mark.rule("PO-16")
def test_without_a_card_or_for_another_product_there_is_no_benefit() -> None:
    no_card = ask("air_conditioner", month=3, requested_remedy="cleaning")
    assert (no_card.service_type, no_card.customer_share) == ("A", FULL)
    assert "cleaning" not in ask("air_conditioner", month=3).remedies
    assert "cleaning" not in ask("television", month=3, card="gold").remedies


@pytest.mark.rule("PO-16")
def test_a_household_is_its_address_however_it_is_written() -> None:
    assert household("上海市 南京路１００号，3-201室") == household("上海市南京路100号 3201室")
    assert household("Bldg a, Main St.") == household("bldg A Main St")
    assert household("12 Main St.") != household("13 Main St.")


@pytest.mark.rule("PO-18")
def test_repair_is_served_anywhere_but_refund_and_exchange_by_the_place_of_sale() -> None:
    assert ask("pc", month=1).served_by == "authorised_outlet"
    assert "any authorised outlet" in reason(ask("pc", month=1), "PO-18")
    assert ask("pc", day=3, requested_remedy="refund").served_by == "place_of_sale"
    assert ask("pc", day=3, requested_remedy="exchange").served_by == "place_of_sale"


@pytest.mark.rule("PO-18")
def test_packs_differ_in_who_serves_only_where_the_work_is_a_partners() -> None:
    usual = {
        "repair": "authorised_outlet",
        "exchange": "place_of_sale",
        "late_exchange": "place_of_sale",
        "refund": "place_of_sale",
        "replacement": "authorised_outlet",
        "loaner": "authorised_outlet",
        "cleaning": "authorised_outlet",
    }
    partners = {"tablet": ["late_exchange", "replacement"], "garment": ["repair"]}
    for pack in PACKS.all(BOUGHT):
        differing = dict.fromkeys(partners.get(pack.pack, ()), "partner")
        assert pack.served_by.model_dump() == usual | differing
