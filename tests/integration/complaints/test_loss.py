"""What a case cost, who bears it, and the bonus deductions that follow (CO-14, CO-16)."""

from typing import Any

import pytest

from libs.common.events import complaints as events
from tests.integration.complaints.house import MINOR_WAY, Complaints, paid


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


LINES: list[dict[str, Any]] = [
    {"kind": "goods", "amount": yuan("1000.00")},
    {"kind": "rework", "hours": "2.5", "material": yuan("30.00")},
    {"kind": "freight", "amount": yuan("20.00")},
    {"kind": "service", "amount": yuan("50.00")},
    {"kind": "compensation"},
]
"""1,000 + 2.5 × 60 + 30 + 20 + 50 + 100 = 1,350"""
SHARES = [
    {"kind": "department", "subject": "production", "share": "0.7"},
    {"kind": "person", "subject": "li", "share": "0.2"},
    {"kind": "supplier", "subject": "压缩机厂", "share": "0.1"},
]


async def compensated(complaints: Complaints) -> str:
    case = await complaints.complaint()
    await complaints.act(case, *MINOR_WAY[:2], ("agent", "remedy", paid("100.00")), *MINOR_WAY[3:])
    return case


@pytest.mark.rule("CO-14")
async def test_the_deputy_gm_decides_the_loss_by_the_packs_basis(complaints: Complaints) -> None:
    case = await compensated(complaints)
    path, body = f"/complaints/{case}/loss", {"lines": LINES, "shares": SHARES}
    assert await complaints.refused("service_manager", path, body, expect=403) == "forbidden"

    loss = (await complaints.post("deputy_gm", path, body))["loss"]

    assert [line["amount"]["amount"] for line in loss["lines"]] == [
        "1000.00",
        "180.00",
        "20.00",
        "50.00",
        "100.00",
    ]
    assert (loss["total"], loss["recourse"], loss["by"]) == (yuan("1350.00"), yuan("0.00"), "deputy_gm")
    assert [one["amount"]["amount"] for one in loss["shares"]] == ["945.00", "270.00", "135.00"]
    (told,) = await complaints.told(events.LossAssessed)
    assert (told.total, [one.subject for one in told.shares]) == (1350, ["production", "li", "压缩机厂"])


@pytest.mark.rule("CO-14", "CO-16", "CO-15")
async def test_the_responsible_unit_is_deducted_its_part_and_a_person_at_most_so_much(
    complaints: Complaints,
) -> None:
    case = await compensated(complaints)
    body = {"lines": LINES, "shares": SHARES}
    await complaints.act(case, ("deputy_gm", "loss", body), ("service_manager", "close"))
    await complaints.move(days=31)

    units = {"units": [{"case_id": case, "unit": "production"}] * 2}
    done = await complaints.post("gm_office", "/monthly-review/2026-03/complete", units)
    assert await complaints.refused("deputy_gm", f"/complaints/{case}/loss", body) == "review_done"

    proposed = [
        (one["subject"]["kind"], one["subject"]["id"], one["sanction"], one["amount"]["amount"])
        for one in done["penalties"]
    ]
    assert sorted(proposed) == [
        ("department", "production", "bonus", "94.50"),  # 10 % of 945
        ("person", "li", "bonus", "67.50"),  # 5 % of 1,350
    ]
    assert {one["cause"] for one in done["penalties"]} == {"loss"}


@pytest.mark.rule("CO-14")
async def test_after_a_notice_the_loss_stands(complaints: Complaints) -> None:
    case = await compensated(complaints)
    path, body = f"/complaints/{case}/loss", {"lines": LINES}
    for _ in range(2):
        assert (await complaints.post("deputy_gm", path, body))["loss"]["shares"] == []
    notice = {"kind": "penalty", "subject": "production", "text": "扣发奖金", "case_id": case}
    await complaints.post("gm_office", "/notices", notice, expect=201)

    assert await complaints.refused("deputy_gm", path, body) == "notice_written"


@pytest.mark.rule("CO-14")
@pytest.mark.parametrize(
    ("line", "shares", "pointer"),
    [
        ({"kind": "goods"}, [], "/lines/0/amount"),
        ({"kind": "rework"}, [], "/lines/0/hours"),
        ({"kind": "rework", "amount": yuan("1.00"), "hours": 1}, [], "/lines/0/hours"),
        ({"kind": "freight", "amount": yuan("1.00"), "hours": 1}, [], "/lines/0/hours"),
        ({"kind": "compensation"}, [], "/lines/0/amount"),
        ({"kind": "goods", "amount": {"amount": "1.00", "currency": "USD"}}, [], "/lines/0/amount/currency"),
        ({"kind": "goods", "amount": {"amount": "0", "currency": "ZAR"}}, [], "/lines/0/amount/currency"),
        ({"kind": "goods", "amount": yuan("1000000000000.00")}, [], "/lines"),
        ({"kind": "goods", "amount": yuan("1.00")}, SHARES[:2], "/shares"),
        ({"kind": "goods", "amount": yuan("1.00")}, [SHARES[0] | {"share": "0"}], "/shares/0/share"),
    ],
)
async def test_a_bad_loss_is_refused_with_the_field(
    complaints: Complaints, line: dict[str, Any], shares: list[dict[str, str]], pointer: str
) -> None:
    path = f"/complaints/{await complaints.complaint()}/loss"

    problem = await complaints.post("deputy_gm", path, {"lines": [line], "shares": shares}, expect=422)

    assert problem["errors"][0]["pointer"] == pointer
