"""Major quality problems are raised to quality and R&D (IN-15): the base pack bears 5 in 30 days."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.common.events.complaints import ComplaintChanged, ComplaintLinked
from libs.common.events.intake import TICKETS, QualityIssueTurnedUnsafe
from libs.common.outbox import Wakeup
from libs.common.testing import bus
from services.intake.quality.consumers import quality
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.quality.house import complain, only_issue, opened, raised, report

pytestmark = pytest.mark.rule("IN-15")


async def test_one_report_too_many_of_a_models_fault_raises_an_issue(intake: Intake) -> None:
    tickets = [await report(intake, fault="E1") for _ in range(5)]
    assert await raised(intake) == []

    tickets.append(await report(intake, fault="E1"))

    [issue] = await raised(intake)
    assert (issue.basis, issue.model, issue.fault_code, issue.lot) == ("fault", "BCD-500", "E1", None)
    assert (issue.count, issue.threshold, issue.days, issue.safety) == (6, 5, 30, False)
    assert issue.ticket_ids == [UUID(ticket["id"]) for ticket in tickets]
    assert issue.to == ["quality", "rnd"]


async def test_other_models_and_other_faults_do_not_count(intake: Intake) -> None:
    for _ in range(3):
        await report(intake, model="BCD-500", fault="E1")
        await report(intake, model="BCD-500", fault="E2")
        await report(intake, model="BCD-600", fault="E1")
    assert await raised(intake) == []


async def test_it_is_the_same_however_it_is_written_and_words_count_where_there_is_no_code(
    intake: Intake,
) -> None:
    for model in ("BCD-500", "bcd-500 ", "ＢＣＤ-500"):
        for text in ("不制冷  了", "不制冷 了"):
            await report(intake, model=model, fault=None, text=text)
    assert [issue.count for issue in await raised(intake)] == [6]


async def test_six_complaints_about_one_lot(intake: Intake) -> None:
    for _ in range(6):
        await complain(intake, lot="L-7", complaint_class="other")
    [issue] = await raised(intake)
    assert (issue.basis, issue.lot, issue.model, len(issue.case_ids)) == ("lot", "L-7", None, 6)


async def test_tickets_and_complaints_are_counted_together(intake: Intake) -> None:
    for number in range(3):
        await report(intake, lot="L-7", model=f"M{number}")
        await complain(intake, lot="l-7")
    [issue] = await raised(intake)
    assert (issue.basis, issue.count) == ("lot", 6)
    assert (len(issue.ticket_ids), len(issue.case_ids)) == (3, 3)


async def test_a_complaint_counts_by_model_and_cause(intake: Intake) -> None:
    for _ in range(3):
        await report(intake, fault="noise")
        await complain(intake, model="BCD-500", cause_code="noise")
    [issue] = await raised(intake)
    assert (issue.basis, issue.model, issue.fault_code) == ("fault", "BCD-500", "noise")


async def test_a_ticket_and_the_complaints_about_it_are_one_incident(intake: Intake) -> None:
    for _ in range(3):
        ticket = await report(intake, lot="L-7")
        await complain(intake, ticket_id=ticket["id"])
        await complain(intake, ticket_id=ticket["id"], lot="L-7")
    assert await raised(intake) == []


async def test_conduct_and_transport_are_no_fault_of_the_product(intake: Intake) -> None:
    for _ in range(6):
        await complain(intake, lot="L-7", complaint_class="non_quality")
        await complain(intake, lot="L-7", conduct_cause="quarrel")
        await complain(intake, lot="L-7", complaint_class="conduct")
    assert await raised(intake) == []


async def test_training_counts_nothing_and_a_cancelled_ticket_no_more(intake: Intake) -> None:
    cancelled = await report(intake)
    await intake.post("agent", f"/tickets/{cancelled['id']}/cancel", {"reason": "重复登记"})
    await report(intake, kind="training")
    for _ in range(5):
        await report(intake)
    assert await raised(intake) == []


async def test_tickets_merged_into_one_are_one_incident(intake: Intake) -> None:
    kept = await report(intake, lot="L-7")
    twin = {"customer_id": kept["customer_id"], "unit_id": kept["unit_id"]}
    for _ in range(4):
        doubled = await told.ticket(intake.agent, **twin)
        await intake.hear_itself()
        await complain(intake, ticket_id=doubled["id"])
        await intake.post("agent", f"/tickets/{kept['id']}/merge", {"ticket_id": doubled["id"]})
        await intake.hear_itself()
    await report(intake, lot="L-7")
    assert await raised(intake) == []


async def test_reports_further_apart_than_the_packs_days_are_borne(intake: Intake) -> None:
    await report(intake)
    await intake.move(days=30, seconds=1)
    for _ in range(5):
        await report(intake)
    assert await raised(intake) == []
    await intake.move(days=29)
    await report(intake)
    assert [issue.count for issue in await raised(intake)] == [6]


async def test_what_is_a_matter_of_safety_is_raised_at_once(intake: Intake) -> None:
    await report(intake, fault="E9")
    assert await raised(intake) == []
    ticket = await report(intake, lot="L-7", fault="E9", safety=True)
    [issue] = await raised(intake)
    assert (issue.basis, issue.safety, issue.fault_code) == ("safety", True, "E9")
    assert UUID(ticket["id"]) in issue.ticket_ids
    assert (await only_issue(intake))["count"] == 2


async def test_of_an_unknown_model_too(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unknown = ["model", "specification", "purchase_date", "purchase_place"]
    await told.ticket(intake.agent, customer["id"], None, safety=True, unknown=unknown)
    await told.ticket(intake.agent, customer["id"], None, safety=True, unknown=unknown)
    await intake.hear_itself()
    assert [(issue.basis, issue.model) for issue in await raised(intake)] == [("safety", None)] * 2


async def test_a_lot_with_one_unsafe_fault_among_others_is_not_too_many(intake: Intake) -> None:
    await report(intake, lot="L-7", fault="E1")
    await report(intake, lot="L-7", fault="E9", safety=True)
    [issue] = await raised(intake)
    assert (issue.fault_code, issue.count, issue.lot) == ("E9", 1, "L-7")


async def test_a_ticket_found_unsafe_later_is_raised_then(intake: Intake) -> None:
    ticket = await report(intake)
    await intake.patch("agent", f"/tickets/{ticket['id']}", {"safety": True})
    await intake.hear_itself()
    assert [issue.basis for issue in await raised(intake)] == ["safety"]


async def test_the_same_wave_is_never_raised_twice(intake: Intake) -> None:
    for _ in range(9):
        await report(intake, lot="L-7")
    await complain(intake, lot="L-7")
    await intake.move(days=29)
    await report(intake, lot="L-7", fault="E2")

    assert len(await raised(intake)) == 1
    assert (await only_issue(intake))["count"] == 11


async def test_an_issue_that_turns_out_unsafe_is_told_once(intake: Intake) -> None:
    for _ in range(6):
        await report(intake)
    await report(intake, safety=True)
    await report(intake, safety=True)
    assert len(await intake.told(QualityIssueTurnedUnsafe)) == 1
    assert len(await raised(intake)) == 1
    assert (await only_issue(intake))["safety"] is True


async def test_a_later_wave_is_raised_again_also_when_nobody_closed_the_first(intake: Intake) -> None:
    for _ in range(6):
        await report(intake)
    await intake.move(days=31)
    for _ in range(5):
        await report(intake)
    assert len(await raised(intake)) == 1
    await report(intake)

    later, first = (await intake.get("/quality-issues"))["items"]
    assert (later["count"], later["previous_id"]) == (6, first["id"])
    assert len(await raised(intake)) == 2


async def test_after_it_was_closed_reports_count_anew(intake: Intake) -> None:
    for _ in range(6):
        await report(intake)
    first = (await only_issue(intake))["id"]
    await intake.post("quality", f"/quality-issues/{first}/answer", {"text": "换了供应商"})
    await intake.post("quality", f"/quality-issues/{first}/close", {"result": "remedied"})
    await intake.move(hours=1)
    for _ in range(5):
        await report(intake)
    assert len(await raised(intake)) == 1
    await report(intake)
    assert [issue.previous_id for issue in await raised(intake)] == [None, UUID(first)]


async def test_what_is_heard_late_joins_the_wave_that_was_closed(intake: Intake) -> None:
    begun = intake.now
    for _ in range(6):
        await complain(intake, lot="L-7")
    first = (await only_issue(intake))["id"]
    await intake.move(days=3)
    await intake.post("rnd", f"/quality-issues/{first}/answer", {"text": "胶水"})
    await intake.post("quality", f"/quality-issues/{first}/close", {"result": "remedied"})
    for _ in range(7):
        await complain(intake, lot="L-7", at=begun + timedelta(days=2))
    assert len(await raised(intake)) == 1
    assert (await only_issue(intake))["count"] == 13


async def test_a_case_counts_with_what_is_learnt_of_it_later(intake: Intake) -> None:
    for _ in range(5):
        await report(intake, lot="L-7")
    case = await complain(intake)
    facts: dict[str, Any] = {"severity": "minor", "conduct_cause": None, "cause_code": None, "model": None}
    await intake.hear(ComplaintChanged(complaint_class="quality", lot="L-7", **facts), of=case)
    assert [issue.count for issue in await raised(intake)] == [6]


async def test_a_case_moved_to_another_ticket_is_an_incident_of_its_own_no_more(intake: Intake) -> None:
    tickets = [await report(intake, lot="L-7") for _ in range(5)]
    case = await complain(intake, ticket_id=tickets[0]["id"])
    linked = ComplaintLinked(
        form_no="CF-1", ticket_id=UUID(tickets[1]["id"]), customer_id=None, received_at=intake.now
    )
    await intake.hear(linked, of=case)
    assert await raised(intake) == []


async def test_a_lot_filled_in_later_counts(intake: Intake) -> None:
    units = []
    for number in range(6):
        ticket = await report(intake, model=f"M{number}")
        units.append((await intake.get(f"/tickets/{ticket['id']}"))["unit_id"])
    for unit in units:
        await intake.patch("agent", f"/units/{unit}", {"lot": "L-9"})
    await intake.hear_itself()
    assert [(issue.basis, issue.lot) for issue in await raised(intake)] == [("lot", "L-9")]


async def test_many_tickets_at_once_raise_one_issue(intake: Intake) -> None:
    """Eight workers hear of two tickets each at the same moment."""
    for _ in range(16):
        await opened(intake, lot="L-7")
    records = [record for record in await bus.sent_by(intake.database) if record.topic == TICKETS.name]

    async def work(start: int) -> None:
        inbox = bus.StrictInbox([quality], service="intake", database=intake.database, wakeup=wakeup)
        await inbox.take(records[start::8])

    wakeup = Wakeup(intake.database.url)
    await asyncio.gather(*map(work, range(8)))
    await wakeup.close()

    assert len(await raised(intake)) == 1
    assert (await only_issue(intake))["count"] == 16
