"""Findings that come in quick succession are all in the decision, whatever their order (PO-08)."""

from itertools import permutations
from typing import Any

import pytest

from libs.common.events import dispatch
from libs.common.events import intake as events
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk

pytestmark = pytest.mark.rule("PO-08")

ON_SITE, SECOND, AT_THE_DESK = "liquid", "knocks", "misuse"


async def find(desk: Desk, finding: str) -> None:
    if finding == AT_THE_DESK:
        answer = await desk.intake.agent.patch(desk.path, json={"findings": [finding]})
        assert answer.status_code == 200, answer.text
    else:
        await desk.hear(found(desk, finding))


def found(desk: Desk, *findings: str) -> dispatch.ExclusionFound:
    return dispatch.ExclusionFound(**desk.visit_fields(), findings=list(findings), text="x")


def named(ticket: dict[str, Any]) -> list[str]:
    """The sentences of the exclusions."""
    rules = ticket["entitlement"]["rules"]
    return [line["because"] for line in rules if (line["rule"], line["outcome"]) == ("PO-08", "excluded")]


@pytest.mark.parametrize("order", list(permutations([ON_SITE, SECOND, AT_THE_DESK])))
async def test_a_decision_holds_all_findings_in_whatever_order_they_come(
    intake: Intake, order: tuple[str, ...]
) -> None:
    desk = await Desk.open(intake)
    assert desk.opened["service_type"] == "C"
    for finding in order:
        await find(desk, finding)
    now = await desk.now()
    assert (now["service_type"], now["ready"]) == ("A", False)
    assert sorted(now["entitlement"]["excluded_by"]) == now["findings"] == sorted(order)
    assert len(named(now)) == len(order)
    assert [update.service_type for update in await intake.told(events.TicketUpdated)] == ["A"] * 3


async def test_two_found_at_once_in_one_batch_are_both_held_and_told_once_each(intake: Intake) -> None:
    desk = await Desk.open(intake)
    first, second = desk.news(found(desk, ON_SITE)), desk.news(found(desk, SECOND))
    await intake.deliver(first, second)
    await intake.deliver(first, second)
    now = await desk.now()
    assert now["entitlement"]["excluded_by"] == [SECOND, ON_SITE]
    assert len(named(now)) == 2
    assert len(await intake.told(events.TicketUpdated)) == 2


async def test_what_is_found_after_the_quote_stays_with_what_was_found_before(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await find(desk, ON_SITE)
    await desk.act("quote", QUOTE)
    await find(desk, SECOND)
    now = await desk.now()
    assert (now["status"], now["findings"]) == ("quoted", [SECOND, ON_SITE])
    assert now["entitlement"]["excluded_by"] == [SECOND, ON_SITE]


async def test_a_part_proven_to_be_in_warranty_is_not_excluded_by_others_repairs(intake: Intake) -> None:
    """The disk's own clock runs: opened or repaired by others excludes the unit, not the disk."""
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], category="pc", purchase_date="2022-03-02")
    replaced = {"name": "disk", "replaced_on": "2025-09-01"}
    await intake.agent.post(f"/intake/v1/units/{unit['id']}/components", json=replaced)

    async def opened(finding: str, component: str) -> dict[str, Any]:
        fault = {"text": "无法启动", "component": component}
        made = await told.ticket(intake.agent, customer["id"], unit["id"], fault=fault, findings=[finding])
        decided: dict[str, Any] = made["entitlement"]
        return decided

    for finding in ("repaired_by_others", "opened_privately"):
        proven = await opened(finding, "disk")
        assert (proven["service_type"], proven["excluded_by"]) == ("C", [])
        assert ("PO-08", "not_excluded") in [(line["rule"], line["outcome"]) for line in proven["rules"]]
        assert finding in (await opened(finding, "fan"))["excluded_by"]
    assert (await opened("liquid", "disk"))["excluded_by"] == ["liquid"]
