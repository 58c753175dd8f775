"""A status asked for is reached by our own act, or refused and nothing changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from libs.common.events import dispatch
from services.intake.tmf621.rules import STATUSES
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import QUOTE, Desk
from tests.integration.intake.tmf621.house import Partner

REPORT = {
    "cause": "setting", "resolution": "explained", "customer_opinion": "fine", "tests": "ran",
    "hazards": "none",
}  # fmt: skip


async def opened(intake: Intake, **changes: Any) -> str:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], **changes)
    product = {"id": unit["id"], "role": "product"}
    return str((await Partner(intake).open(relatedEntity=[product]))["id"])


async def acknowledged(intake: Intake) -> str:
    return await opened(intake)


async def unconfirmed(intake: Intake) -> str:
    return str((await Partner(intake).open(ticketType="Bills, charges or payment"))["id"])


async def paused(intake: Intake) -> str:
    ticket = await opened(intake)
    await Partner(intake).patch(ticket, status="pending")
    return ticket


async def held(intake: Intake) -> str:
    ticket = await opened(intake)
    await Partner(intake).patch(ticket, status="held")
    return ticket


async def quoted(intake: Intake) -> str:
    ticket = await opened(intake, purchase_date="2015-01-01")
    answer = await intake.agent.post(f"/intake/v1/tickets/{ticket}/quote", json=QUOTE)
    assert answer.status_code == 200, answer.text
    return ticket


async def _visited(intake: Intake, *, working: bool) -> str:
    desk = await Desk.open(intake)
    await desk.hear(desk.scheduled())
    if working:
        await desk.hear(dispatch.VisitStarted(**desk.visit_fields()))
    return str(desk.id)


async def dispatched(intake: Intake) -> str:
    return await _visited(intake, working=False)


async def working(intake: Intake) -> str:
    return await _visited(intake, working=True)


async def held_on_the_way(intake: Intake) -> str:
    ticket = await dispatched(intake)
    await Partner(intake).patch(ticket, status="held")
    return ticket


async def resolved(intake: Intake) -> str:
    ticket = await opened(intake)
    await Partner(intake).patch(ticket, status="resolved", resolutionReport=REPORT)
    return ticket


async def closed(intake: Intake) -> str:
    ticket = await resolved(intake)
    notice = {"channel": "phone", "text": "done"}
    told_of = await intake.agent.post(f"/intake/v1/tickets/{ticket}/notify", json=notice)
    assert told_of.status_code == 200, told_of.text
    await Partner(intake).patch(ticket, status="closed")
    return ticket


async def cancelled(intake: Intake) -> str:
    ticket = await opened(intake)
    await Partner(intake).patch(ticket, status="cancelled", statusChangeReason="found the fault")
    return ticket


BEGINNINGS: dict[Callable[[Intake], Awaitable[str]], tuple[str, set[str]]] = {
    acknowledged: ("acknowledged", {"pending", "held", "cancelled"}),
    unconfirmed: ("pending", {"acknowledged", "cancelled"}),
    paused: ("pending", {"acknowledged", "held", "cancelled"}),
    held: ("held", {"acknowledged", "pending", "cancelled"}),
    quoted: ("pending", {"cancelled"}),
    dispatched: ("inProgress", {"pending", "held", "cancelled"}),
    working: ("inProgress", {"pending", "held"}),
    held_on_the_way: ("held", {"inProgress", "pending", "cancelled"}),
    resolved: ("resolved", set()),
    closed: ("closed", {"acknowledged"}),
    cancelled: ("cancelled", {"acknowledged"}),
}
"""What it is at first, and what it then becomes by a patch of its status alone."""


@pytest.mark.parametrize("begin", BEGINNINGS, ids=lambda begin: begin.__name__)
async def test_each_status_is_reached_or_refused(
    intake: Intake, begin: Callable[[Intake], Awaitable[str]]
) -> None:
    client = Partner(intake)
    present, reachable = BEGINNINGS[begin]
    for wanted in STATUSES:
        ticket = await begin(intake)
        before = await client.ask("GET", f"/troubleTicket/{ticket}")
        assert before.json()["status"] == present

        answer = await client.ask("PATCH", f"/troubleTicket/{ticket}", {"status": wanted})

        after = await client.ask("GET", f"/troubleTicket/{ticket}")
        assert (answer.status_code == 200) == (wanted in reachable | {present}), (wanted, answer.text)
        if answer.status_code == 200:
            assert answer.json()["status"] == after.json()["status"] == wanted
            assert [one["id"] for one in await client.find(f"status={wanted}&id={ticket}")] == [ticket]
        else:
            assert answer.status_code == 409
            assert {"code", "reason", "status"} <= set(answer.json())
            assert after.json() == before.json()
            assert after.headers["etag"] == before.headers["etag"]


async def test_resolving_takes_the_report_of_remote_service(intake: Intake) -> None:
    client, ticket = Partner(intake), await opened(intake)
    assert (await client.patch(ticket, expect=409, status="resolved"))["code"] == "report_needed"

    trouble = await client.patch(ticket, status="resolved", resolutionReport=REPORT)

    assert (trouble["status"], trouble["resolutionDate"]) == ("resolved", "2026-03-02T02:00:00Z")
    assert "expectedResolutionDate" not in trouble
    ours = (await intake.agent.get(f"/intake/v1/tickets/{ticket}")).json()
    assert ours["remote_report"]["cause"] == "setting"


@pytest.mark.rule("IN-16")
async def test_closing_keeps_our_own_order(intake: Intake) -> None:
    client, ticket = Partner(intake), await resolved(intake)

    refused = await client.patch(ticket, expect=409, status="closed")

    assert refused["code"] == "customer_not_told"


async def test_the_reason_goes_with_the_step(intake: Intake) -> None:
    client = Partner(intake)
    ticket = await cancelled(intake)
    await intake.hear_itself()

    trouble = await client.read(ticket)

    assert trouble["statusChangeReason"] == "found the fault"
    assert [(c["status"], c.get("changeReason")) for c in trouble["statusChange"]] == [
        ("acknowledged", None),
        ("cancelled", "found the fault"),
    ]
    ours = await intake.agent.get("/intake/v1/tickets", params={"status": "cancelled"})
    assert [one["id"] for one in ours.json()["items"]] == [ticket]


async def test_the_history_has_every_step_whoever_took_it(intake: Intake) -> None:
    client, desk = Partner(intake), await Desk.open(intake)
    await desk.act("pause", {"reason": "part"})
    await intake.move(hours=1)
    await desk.act("resume")
    await desk.work()

    await intake.hear_itself()

    history = (await client.read(str(desk.id)))["statusChange"]
    assert [change["status"] for change in history] == [
        "acknowledged", "held", "acknowledged", "inProgress", "resolved",
    ]  # fmt: skip
    assert history[1]["changeDate"] == "2026-03-02T02:00:00Z"
    assert history[2]["changeDate"] == "2026-03-02T03:00:00Z"


async def test_each_reason_stays_with_its_step(intake: Intake) -> None:
    client, ticket = Partner(intake), await opened(intake)
    for status in ("pending", "held", "cancelled"):
        await client.patch(ticket, status=status, statusChangeReason=f"because {status}")

    await intake.hear_itself()

    history = (await client.read(ticket))["statusChange"]
    assert [(change["status"], change.get("changeReason")) for change in history] == [
        ("acknowledged", None),
        ("pending", "because pending"),
        ("held", "because held"),
        ("cancelled", "because cancelled"),
    ]


@pytest.mark.rule("XC-05")
async def test_nobody_takes_a_step_that_the_role_may_not(intake: Intake) -> None:
    ticket = await opened(intake)

    refused = await Partner(intake, "finance").patch(ticket, expect=403, status="cancelled")

    assert refused["code"] == "forbidden"
