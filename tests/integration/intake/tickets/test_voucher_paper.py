"""What the voucher shows, on paper and in the browser (IN-17)."""

import re
from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake

FAULT = {"code": "E4", "text": "冰箱不制冷 <b>& “响”"}


async def opened(intake: Intake, **changes: Any) -> dict[str, Any]:
    asked = {"customer": told.CUSTOMER, "unit": told.UNIT, "kind": "repair", "fault": FAULT, **changes}
    return await told.created(intake.agent, "/intake/v1/tickets", asked)


async def page(intake: Intake, ticket: dict[str, Any], *, role: str = "agent", **asked: Any) -> str:
    async with intake.person(role) as person:
        answer = await person.get(f"/intake/v1/tickets/{ticket['id']}/voucher/page", **asked)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer.text


@pytest.mark.rule("IN-17", "IN-04")
async def test_the_page_has_what_is_known(intake: Intake) -> None:
    ticket = await opened(intake, safety=True)

    shown = await page(intake, ticket)

    for text in (
        ticket["number"],
        ticket["voucher_number"],
        "王芳",
        "138 0013 8000",
        "上海市黄浦区南京东路 1 号",
        "BCD-500 500L",
        "SN-1",
        "2025-10-02 上海",
        "2026-03-02 10:00",
        "维修 · C 免费服务 · 厂家承担",
        "E4 冰箱不制冷 &lt;b&gt;&amp; “响”",
        "本次服务不向客户收费",
        "有安全隐患",
        "客服经理会签",
        "客户签字",
    ):
        assert text in shown, text
    assert re.search(r'<path d="M4 4h7v1h-7z', shown)


@pytest.mark.rule("IN-17", "IN-11")
async def test_whom_to_ask_for_at_a_firms_number_is_on_it(intake: Intake) -> None:
    firm = told.CUSTOMER | {"contacts": [{"type": "phone", "value": "021-6234 1234 转 88"}]}
    ticket = await opened(intake, customer=firm)

    assert "021-6234 1234 转 88" in await page(intake, ticket)
    assert "88" not in (await page(intake, ticket, role="auditor")).partition("电话")[2].partition("</dd>")[0]


@pytest.mark.rule("IN-17", "PO-03")
async def test_price_and_consent_stand_on_it(intake: Intake) -> None:
    ticket = await opened(intake, unit=told.UNIT | {"purchase_date": "2015-01-01"})
    line = {
        "kind": "part",
        "name": "压缩机",
        "quantity": "1.5",
        "unit_price": {"amount": "680.00", "currency": "CNY"},
    }
    path = f"/intake/v1/tickets/{ticket['id']}"
    assert "本次服务不向客户收费" not in await page(intake, ticket)
    await intake.agent.post(f"{path}/quote", json={"lines": [line], "minutes": 90})
    await intake.agent.post(f"{path}/consent", json={"given": True, "by": "王芳", "how": "phone"})

    shown = await page(intake, ticket)

    assert "压缩机  1.5 × 680.00 CNY = 1,020.00 CNY" in shown
    assert "同意 王芳 2026-03-02 10:00" in shown
    assert '<dd class="lines-1">90</dd>' in shown


@pytest.mark.rule("IN-17", "XC-04")
async def test_it_speaks_chinese_and_english(intake: Intake) -> None:
    ticket = await opened(intake)

    assert "服务凭证" in await page(intake, ticket)
    assert "Service voucher" in await page(intake, ticket, params={"lang": "en"})
    assert "Service voucher" in await page(intake, ticket, headers={"Accept-Language": "en"})
    assert "服务凭证" in await page(intake, ticket, params={"lang": "zh"}, headers={"Accept-Language": "en"})
    sheets = []
    for lang in ("zh", "en"):
        path = f"/intake/v1/tickets/{ticket['id']}/voucher"
        printed = await intake.agent.get(path, params={"lang": lang})
        assert printed.headers["content-language"] == lang
        assert ticket["voucher_number"] in printed.headers["content-disposition"]
        sheets.append(printed.content)
    assert sheets[0] != sheets[1]


@pytest.mark.rule("IN-17", "IN-12")
async def test_who_need_not_know_sees_no_names(intake: Intake) -> None:
    ticket = await opened(intake)

    shown = await page(intake, ticket, role="auditor")

    assert ticket["voucher_number"] in shown
    assert not any(text in shown for text in ("王芳", "13800138000", "南京东路"))


@pytest.mark.rule("IN-17")
@pytest.mark.parametrize("fault", ["冰箱不制冷，" * 330, "x" * 2000, "\n" * 30 + "漏水", "&<br/>'\" ￿ 𠮷 😀"])
async def test_any_fault_can_be_printed(intake: Intake, fault: str) -> None:
    ticket = await opened(intake, fault={"text": fault})

    printed = await intake.agent.get(f"/intake/v1/tickets/{ticket['id']}/voucher")

    assert (printed.status_code, printed.content[:4]) == (200, b"%PDF")
    assert "<br/>" not in await page(intake, ticket)
