"""The answer to a ticket warns of what is known of its fault (IN-02, IN-03, IN-15)."""

import asyncio
from typing import Any

import pytest

from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.knowledge.told import published
from tests.integration.intake.known_faults.test_known_faults import E4, reported
from tests.integration.intake.quality.house import report


async def opened(intake: Intake, serial: str = "SN-OWN", **changes: Any) -> dict[str, Any]:
    unit = {name: changes.pop(name) for name in ("model", "lot", "category") if name in changes}
    owner = await told.customer(intake.agent)
    owned = await told.unit(intake.agent, owner["id"], serial=serial, **unit)
    return await told.ticket(intake.agent, owner["id"], owned["id"], **E4 | changes)


def sources(ticket: dict[str, Any]) -> list[str]:
    found = [known["source"] for known in ticket["known_faults"]]
    return [source for source in found if source != "open_ticket"]


@pytest.mark.rule("IN-02", "IN-15")
async def test_who_opens_a_ticket_is_warned_of_the_issue_of_its_product(intake: Intake) -> None:
    [first] = await reported(intake, 1, safety=True)
    assert first["known_faults"] == []
    [issue] = (await intake.get("/quality-issues"))["items"]
    advice = {"text": "查电源板", "advice": "请先断电"}
    await intake.post("quality", f"/quality-issues/{issue['id']}/answer", advice)
    ticket = await opened(intake, model="bcd-500", fault={"text": "冒烟"})
    [known] = ticket["known_faults"]
    assert (known["id"], known["number"], known["safety"]) == (issue["id"], issue["number"], True)
    assert known["advice"] == "请先断电"
    assert (await intake.get(f"/tickets/{ticket['id']}"))["known_faults"] == [known]
    assert (await opened(intake, serial="SN-6", model="BCD-600"))["known_faults"] == []
    await intake.post("quality", f"/quality-issues/{issue['id']}/close", {"result": "remedied"})
    assert (await intake.get(f"/tickets/{ticket['id']}"))["known_faults"] == []


@pytest.mark.rule("IN-02")
async def test_who_registers_a_fault_twice_is_told_of_the_open_ticket(intake: Intake) -> None:
    owner = await told.customer(intake.agent)
    unit, other = [await told.unit(intake.agent, owner["id"], serial=serial) for serial in ("SN-1", "SN-2")]
    first = await told.ticket(intake.agent, owner["id"], unit["id"], fault={"code": "E4", "text": "停机"})

    async def warned(of: dict[str, Any], **fault: str) -> list[str | None]:
        ticket = await told.ticket(intake.agent, owner["id"], of["id"], fault=fault)
        own = [known for known in ticket["known_faults"] if known["source"] == "open_ticket"]
        await intake.agent.post(f"/intake/v1/tickets/{ticket['id']}/cancel", json={"reason": "x"})
        return [known["number"] for known in own]

    assert await warned(unit, code="e4", text="又停机") == [first["number"]]
    assert await warned(unit, text=" 停机") == [first["number"]]
    assert await warned(unit, text="异响") == await warned(other, code="E4", text="停机") == []
    twice = await told.ticket(intake.agent, owner["id"], unit["id"], fault={"code": "Ｅ4", "text": "停机"})
    shown = (await intake.get(f"/tickets/{first['id']}"))["known_faults"]
    assert [known["id"] for known in shown] == [twice["id"]]
    pop = await intake.get("/screen-pop?number=13800138000")
    [caution] = [one["text"] for one in pop["warnings"] if one["code"] == "registered_twice"]
    assert first["number"] in caution
    assert twice["number"] in caution


@pytest.mark.rule("IN-02", "IN-15")
async def test_an_issue_is_told_of_its_own_fault_and_of_its_lot(intake: Intake) -> None:
    await reported(intake, 6)
    assert sources(await opened(intake)) == ["quality_issue", "tickets"]
    assert sources(await opened(intake, fault={"text": "异响"})) == ["quality_issue"]
    assert sources(await opened(intake, fault={"code": "E5", "text": "异响"})) == []
    await report(intake, lot="L-7", model="BCD-600", safety=True)
    assert sources(await opened(intake, model="BCD-700", lot="l-7", fault={"text": "异响"})) == [
        "quality_issue"
    ]
    assert sources(await opened(intake, model="BCD-700", lot="L-8", fault={"text": "异响"})) == []


@pytest.mark.rule("IN-02")
async def test_the_same_fault_of_others_is_told_but_not_the_tickets_own(intake: Intake) -> None:
    await reported(intake, 1)
    ticket = await opened(intake, fault={"code": "e4", "text": "停机"})
    assert ticket["known_faults"] == []
    await intake.hear_itself()
    assert (await intake.get(f"/tickets/{ticket['id']}"))["known_faults"] == []
    [known] = (await opened(intake, serial="SN-4"))["known_faults"]
    assert (known["source"], known["count"], known["model"]) == ("tickets", 2, "BCD-500")
    await intake.move(days=31)
    assert (await intake.get(f"/tickets/{ticket['id']}"))["known_faults"] == []


@pytest.mark.rule("IN-02", "IN-03")
async def test_an_article_that_names_the_fault_is_told_in_the_readers_language(intake: Intake) -> None:
    article = await published(intake, fault_codes=["E4"])
    await published(intake, fault_codes=["E4"], categories=["phone"])
    await published(intake, fault_codes=["E44"])
    ticket = await opened(intake, fault={"code": "e4", "text": "停机"})
    [known] = ticket["known_faults"]
    assert (known["source"], known["id"]) == ("article", article["id"])
    assert known["text"] == "知识库：BCD-500 不制冷"
    path = f"/intake/v1/tickets/{ticket['id']}"
    [english] = (await intake.agent.get(path, headers={"Accept-Language": "en"})).json()["known_faults"]
    assert english["text"] == "Knowledge base: BCD-500 does not cool"
    await intake.post("service_manager", f"/articles/{article['id']}/withdraw", {"reason": "过时"})
    assert (await intake.get(f"/tickets/{ticket['id']}"))["known_faults"] == []


@pytest.mark.rule("IN-02")
async def test_a_fault_put_right_is_looked_up_anew(intake: Intake) -> None:
    article = await published(intake, fault_codes=["E4"])
    ticket = await opened(intake, fault={"code": "E5", "text": "停机"})
    assert ticket["known_faults"] == []
    changed = await intake.patch("agent", f"/tickets/{ticket['id']}", {"fault": {"code": "E4", "text": "x"}})
    assert [known["id"] for known in changed["known_faults"]] == [article["id"]]


@pytest.mark.rule("IN-02")
async def test_tickets_that_come_together_are_each_warned_of_their_own(intake: Intake) -> None:
    await reported(intake, 3)
    await published(intake, fault_codes=["E5"])
    owner = (await told.customer(intake.agent))["id"]
    unit = (await told.unit(intake.agent, owner, serial="SN-OWN"))["id"]
    faults = [{"code": code, "text": "x"} for code in ("E4", "E5", "E6") * 4] + [{"text": "x"}]
    tickets = await asyncio.gather(*(told.ticket(intake.agent, owner, unit, fault=fault) for fault in faults))
    expected = {"E4": ["tickets"], "E5": ["article"]}
    for ticket in tickets:
        assert sources(ticket) == expected.get(ticket["fault"]["code"] or "", []), ticket["fault"]


async def test_whoever_brings_customer_and_unit_along_is_warned_too(intake: Intake) -> None:
    await published(intake, fault_codes=["E4"])
    asked = {"customer": told.CUSTOMER, "unit": told.UNIT, "kind": "repair", **E4}
    assert sources(await told.created(intake.agent, "/intake/v1/tickets", asked)) == ["article"]
    unknown = ["model", "specification", "purchase_date", "purchase_place"]
    without = {"customer": told.CUSTOMER, "unknown": unknown, "kind": "repair", **E4}
    assert sources(await told.created(intake.agent, "/intake/v1/tickets", without)) == []
