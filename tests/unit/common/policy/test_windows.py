"""Refund, exchange and repair within days or months of purchase."""

from datetime import date, timedelta
from typing import get_args

import pytest

from libs.common.policy.case import Case
from libs.common.policy.facts import Facts
from libs.common.policy.figures import most_specific
from libs.common.policy.promises import Window
from libs.common.policy.vocabulary import Category, Proof, Remedy
from libs.common.policy.windows import bounds, is_open, windows
from tests.unit.common.policy.asking import BOUGHT, FREE, PACKS, ask, outcomes

pytestmark = pytest.mark.rule("PO-06")

ALL: tuple[Remedy, ...] = ("repair", "exchange", "refund")


@pytest.mark.parametrize(
    ("category", "day", "remedies"),
    [
        ("pc", 0, ALL),
        ("pc", 7, ALL),
        ("pc", 8, ("repair", "exchange")),
        ("pc", 15, ("repair", "exchange")),
        ("pc", 16, ("repair",)),
        ("server", 0, ("repair",)),
        ("television", 0, ALL),
        ("television", 15, ALL),
        ("television", 16, ("repair",)),
        ("phone", 8, ALL),
        ("phone", 9, ("repair", "exchange")),
        ("phone", 31, ("repair", "exchange")),
        ("phone", 32, ("repair",)),
        ("consumer_goods", 7, ALL),
        ("consumer_goods", 8, ("repair",)),
        ("equipment", 0, ("repair",)),
        ("clothing", 0, ("repair",)),
    ],
)
def test_what_may_be_chosen_on_a_day(category: Category, day: int, remedies: tuple[Remedy, ...]) -> None:
    """A loaner, which goes with every repair of a phone, apart."""
    assert tuple(one for one in ask(category, day=day).remedies if one != "loaner") == remedies


def test_the_tablets_exchange_ends_with_the_third_month() -> None:
    """Bought on 31 January, so on 30 April."""
    free = ask("tablet", month=3, requested_remedy="exchange")
    assert (free.service_type, free.customer_share, free.depreciation) == ("C", FREE, None)
    assert free.served_by == "place_of_sale"
    assert ask("tablet", month=3, day=1, requested_remedy="exchange").service_type == "A"


def test_the_second_pc_window_holds_for_performance_faults_only() -> None:
    assert ask("pc", day=7, fault_kind="other").remedies == ALL
    assert ask("pc", day=8, fault_kind="other").remedies == ("repair",)


def test_an_excluded_fault_opens_no_window() -> None:
    assert ask("pc", day=1, findings=("liquid",)).remedies == ("repair",)


def test_not_as_contracted_is_returned_without_condition() -> None:
    decided = ask("installation_work", month=50, as_contracted=False, findings=("human_damage",))
    assert (decided.service_type, decided.customer_share, decided.remedy) == ("C", FREE, "refund")
    assert "refund" in decided.remedies
    assert "loss_made_good" in outcomes(decided, "PO-06")
    assert (
        ask("installation_work", month=50, as_contracted=False, requested_remedy="repair").service_type == "A"
    )


@pytest.mark.parametrize("category", get_args(Category))
def test_whatever_is_not_as_contracted_goes_back_and_the_loss_is_made_good(category: Category) -> None:
    decided = ask(category, month=50, as_contracted=False)
    assert (decided.remedy, decided.customer_share, decided.service_type) == ("refund", FREE, "C")
    assert "loss_made_good" in outcomes(decided, "PO-06")


@pytest.mark.parametrize("category", get_args(Category))
@pytest.mark.parametrize("proof", get_args(Proof))
def test_a_bank_slip_proves_a_purchase_by_post_only(category: Category, proof: Proof) -> None:
    accepted = proof != "bank_slip" or category == "consumer_goods"
    said = outcomes(ask(category, proof=proof), "PO-06")[0]
    assert said == ("accepted" if accepted else "not_accepted")


def window(**fields: object) -> Window:
    row = {"unit": "day", "from": 0, "to": 7, "remedies": ["refund"], "faults": "any"}
    return Window.model_validate(row | fields)


def test_a_row_of_the_category_goes_before_a_row_of_the_pack() -> None:
    pack_row, phone_row = window(), window(categories=["phone"], to=8)
    assert most_specific([pack_row, phone_row], "phone") == (phone_row,)
    assert most_specific([pack_row, phone_row], "television") == (pack_row,)


def test_a_promise_holds_for_purchases_to_its_last_day() -> None:
    """It counts when it was bought, not when the customer comes; a row that is over is none."""
    asked = Facts(category="television", purchase_date=BOUGHT, as_of=BOUGHT + timedelta(days=5))
    pack = PACKS.for_unit("television", BOUGHT)
    for until, offered in ((BOUGHT, {"refund"}), (BOUGHT - timedelta(days=1), {"exchange"})):
        rows = (window(categories=["television"], until=until), window(remedies=["exchange"]))
        promised = pack.model_copy(update={"windows": rows})
        assert windows(Case(asked, promised)).shares.keys() == offered


def test_a_window_is_open_from_its_first_to_its_last_day() -> None:
    row = window(**{"from": 8, "to": 15})
    days = {
        day: Facts(category="pc", purchase_date=BOUGHT, as_of=BOUGHT + timedelta(days=day))
        for day in range(20)
    }
    assert [day for day, facts in days.items() if is_open(row, facts)] == list(range(8, 16))


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    row = window(unit="month", to=1)
    assert bounds(row, date(2026, 1, 31)) == (date(2026, 1, 31), date(2026, 2, 28))
    asked = Facts(category="pc", purchase_date=date(2026, 1, 31), as_of=date(2026, 2, 28))
    assert is_open(row, asked)
