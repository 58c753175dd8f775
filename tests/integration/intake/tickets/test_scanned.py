"""What opens when the code on a voucher is scanned (IN-05, IN-17)."""

from typing import Any

import httpx
import pytest

from libs.common.testing import web
from services.intake.tickets.paper.code import Code
from services.intake.tickets.scanned.links import Links
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

PERSONAL = ("王芳", "138 0013 8000", "南京东路", "不制冷", "SN-1")


async def scanned(intake: Intake, number: str, *, role: str | None = None, **asked: Any) -> httpx.Response:
    async with web.client(intake.app, role) as browser:
        return await browser.get(f"/intake/scanned/{number}", **asked)


@pytest.mark.rule("IN-05", "IN-17")
async def test_the_code_of_a_voucher_opens_a_page(intake: Intake) -> None:
    desk = await Desk.open(intake)
    answer = await scanned(intake, desk.opened["number"], role="agent")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for text in (*PERSONAL, "已登记", "认定依据", "厂家承担", "首次答复", desk.opened["voucher_number"]):
        assert text in answer.text, text
    by_voucher = await scanned(intake, desk.opened["voucher_number"].lower(), role="agent")
    assert desk.opened["number"] in by_voucher.text


@pytest.mark.rule("IN-12", "IN-17", "XC-04")
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
async def test_who_is_not_signed_in_reads_the_number_and_how_to_go_on(
    intake: Intake, headers: dict[str, str]
) -> None:
    desk = await Desk.open(intake)
    number = desk.opened["number"]

    for language, sentence in (("zh", "仅供客服与技术人员"), ("en", "for our staff")):
        answer = await scanned(intake, number, headers={**headers, "Accept-Language": language})
        assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert number in answer.text
        assert sentence in answer.text
        kept = (*PERSONAL, str(desk.id), desk.opened["voucher_number"])
        assert not any(text in answer.text for text in kept)


@pytest.mark.rule("IN-12", "IN-17")
async def test_of_a_number_that_nobody_has_it_tells_the_same(intake: Intake) -> None:
    """Or it could be asked which numbers there are."""
    desk = await Desk.open(intake)
    known, other = desk.opened["number"], "T20260302-999999"
    pages = [(await scanned(intake, number)).text.replace(number, "") for number in (known, other)]
    assert pages[0] == pages[1]


@pytest.mark.rule("IN-12", "XC-05")
async def test_rights_and_masks_are_those_of_the_ticket(intake: Intake) -> None:
    desk = await Desk.open(intake)
    for role in ("auditor", "hr", "service_manager"):
        async with intake.person(role) as person:
            plain = await person.get(desk.path)
        page = await scanned(intake, desk.opened["number"], role=role)
        assert page.status_code == plain.status_code, role
    masked = (await scanned(intake, desk.opened["number"], role="auditor")).text
    assert not any(text in masked for text in ("王芳", "138 0013 8000", "13800138000", "南京东路"))


@pytest.mark.rule("IN-17")
@pytest.mark.parametrize("number", ["T20260302-999999", "nonsense", "<b>x", "%00", "T20260302-1/..", "测试"])
async def test_what_is_no_number_is_told_on_a_page(intake: Intake, number: str) -> None:
    for role in (None, "agent"):
        answer = await scanned(intake, number, role=role)
        assert answer.status_code in (401, 404)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<b>x" not in answer.text


@pytest.mark.rule("IN-17")
async def test_the_printed_code_leads_there(intake: Intake) -> None:
    desk = await Desk.open(intake)
    page = await intake.agent.get(f"{desk.path}/voucher/page")
    link = Links.of(intake.app.state.settings).ticket(desk.opened["number"])
    assert link.endswith(f"/intake/scanned/{desk.opened['number']}")
    assert Code(link).path in page.text
