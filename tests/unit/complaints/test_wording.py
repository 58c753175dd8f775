"""Evidence and notices as a person reads them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest

from libs.common.money import Money
from services.complaints.cases.values import ConductCause
from services.complaints.penalties import wording
from services.complaints.penalties.values import Sanction


@pytest.mark.rule("XC-08")
def test_times_are_the_sites() -> None:
    assert wording.moment(datetime(2026, 11, 23, 16, 51, tzinfo=UTC)) == "2026-11-24 00:51"


@pytest.mark.parametrize("code", [*get_args(ConductCause), *get_args(Sanction)])
def test_every_cause_and_sanction_has_chinese_words(code: str) -> None:
    assert wording.zh(code) != code


@pytest.mark.rule("DI-11", "CO-15")
@pytest.mark.parametrize(
    "field",
    [
        *("cause", "resolution", "parts", "customer_opinion", "tests", "hazards", "signature"),
        *("other_damage", "cautions", "other_work"),
    ],
)
def test_whatever_a_report_may_lack_has_chinese_words(field: str) -> None:
    assert wording.zh(field) != field


def test_a_notice_names_a_price_only_where_there_is_one() -> None:
    said = {"evidence_zh": "迟到", "evidence_en": "late"}
    fine = wording.notice("fine", Money(Decimal("20.00")), **said)
    demerit = wording.notice("major_demerit", Money.zero(), **said)
    assert fine == "罚款 20.00 CNY：迟到 / fine 20.00 CNY: late"
    assert demerit == "记大过：迟到 / major demerit: late"
