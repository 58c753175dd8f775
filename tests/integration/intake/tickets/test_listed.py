"""A list shows of each ticket what the ticket itself shows, as the role sees it (IN-05, IN-12)."""

import pytest

from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk


@pytest.mark.rule("IN-05", "IN-12")
@pytest.mark.parametrize("role", ["agent", "auditor"])
@pytest.mark.parametrize("query", ["", "?q=冰箱"])
async def test_a_list_shows_what_the_ticket_shows(intake: Intake, role: str, query: str) -> None:
    desk = await Desk.open(intake, fault={"text": "冰箱不制冷，请回电 13800138000", "component": "压缩机"})
    await desk.act("quote", QUOTE)

    [listed] = (await intake.get(f"/tickets{query}", role=role))["items"]

    ticket = await intake.get(f"/tickets/{desk.id}", role=role)
    assert listed == {name: ticket[name] for name in listed}
    assert ("13800138000" in listed["fault"]["text"]) == (role == "agent")
    assert len(listed) > 30
