"""A case shows the major quality problems that it is one of (IN-15)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.common.events.intake import QualityIssueClosed, QualityIssueRaised, QualityIssueTurnedUnsafe
from libs.common.ids import new_id
from tests.integration.complaints.house import Complaints

BEGAN = datetime(2026, 2, 1, tzinfo=UTC)


def issue(**changes: Any) -> QualityIssueRaised:
    facts: dict[str, Any] = {
        "number": "Q20260302-0001",
        "basis": "lot",
        "category": None,
        "model": "BCD-500",
        "fault_code": None,
        "fault": None,
        "lot": None,
        "safety": False,
        "count": 6,
        "threshold": 5,
        "days": 30,
        "first_at": BEGAN,
        "last_at": BEGAN,
        "to": ["quality", "rnd"],
        "ticket_ids": [],
        "case_ids": [],
    }
    return QualityIssueRaised(**(facts | changes))


async def seen(complaints: Complaints, case: str) -> list[str]:
    return [found["id"] for found in (await complaints.case(case))["quality_issues"]]


@pytest.mark.rule("IN-15")
async def test_by_its_number_its_ticket_or_its_lot(complaints: Complaints) -> None:
    ticket = new_id()
    named = await complaints.complaint()
    about = await complaints.complaint(ticket_id=str(ticket))
    of_lot = await complaints.complaint(order={"lot": "L-1"})
    other = await complaints.complaint(order={"lot": "L-2"})
    raised = issue(lot="l-1", case_ids=[UUID(named)], ticket_ids=[ticket])
    first = str((await complaints.hear(raised)).subject)
    await complaints.hear(issue(lot=None))
    assert [await seen(complaints, case) for case in (named, about, of_lot, other)] == [[first]] * 3 + [[]]
    [known] = (await complaints.case(of_lot))["quality_issues"]
    assert (known["number"], known["basis"], known["count"]) == ("Q20260302-0001", "lot", 6)
    assert (known["safety"], known["closed_at"]) == (False, None)


@pytest.mark.rule("IN-15")
async def test_what_becomes_unsafe_or_is_closed_is_told_and_a_later_case_of_the_lot_is_none_of_it(
    complaints: Complaints,
) -> None:
    before = await complaints.complaint(order={"lot": "L-1"})
    raised = (await complaints.hear(issue(lot="L-1"))).subject
    await complaints.hear(QualityIssueTurnedUnsafe(number="Q", to=["quality"]), of=raised)
    await complaints.hear(QualityIssueClosed(number="Q", result="remedied", count=9), of=raised)
    [known] = (await complaints.case(before))["quality_issues"]
    assert (known["safety"], known["count"], known["closed_at"]) == (True, 9, "2026-03-02T01:00:00Z")
    await complaints.move(hours=1)
    assert await seen(complaints, await complaints.complaint(order={"lot": "L-1"})) == []
