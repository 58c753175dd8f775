"""What complaints holds of a person goes with the person, and with time (IN-12)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from libs.common import audit
from libs.common.events import intake
from libs.common.events.complaints import PersonalDataErased
from libs.common.ids import new_id
from libs.common.privacy.requests import forgotten_in
from libs.common.privacy.retention import Retention
from services.complaints.privacy.held import HELD
from services.complaints.privacy.models import PrivacyRequest
from services.complaints.privacy.retention import retention
from tests.integration.complaints.house import CALLED_ON, MINOR_WAY, Complaints


def voiced(customer: UUID) -> intake.ComplaintVoiced:
    return intake.ComplaintVoiced(
        channel="phone",
        occurred_at=datetime(2026, 3, 2, 2, tzinfo=UTC),
        customer_id=customer,
        ticket_id=None,
        text="我是王小明，电话 13912345678",
        case_id=new_id(),
    )


@pytest.mark.rule("IN-12")
async def test_what_is_told_late_of_somebody_forgotten_is_taken_out_again(complaints: Complaints) -> None:
    customer = new_id()
    await complaints.hear(intake.CustomerErased(), of=customer)
    told = voiced(customer)
    await complaints.hear(told)
    assert (await complaints.case(str(told.case_id)))["text"] == told.text

    daily = Retention("complaints", HELD, forgotten=forgotten_in(PrivacyRequest))
    async with complaints.database.transaction() as session:
        assert not await daily(session=session, now=complaints.now)

    assert (await complaints.case(str(told.case_id)))["text"] == ""
    assert [event.customer_id for event in await complaints.told(PersonalDataErased)] == [customer]


@pytest.mark.rule("IN-12", "XC-06")
async def test_a_closed_case_keeps_its_accounts_and_loses_its_words(complaints: Complaints) -> None:
    case = await complaints.complaint()
    await complaints.act(case, CALLED_ON, MINOR_WAY[4], ("service_manager", "close"))
    before = await complaints.case(case)
    for years, gone in ((2, False), (4, True)):
        async with complaints.database.transaction() as session:
            today = complaints.now + timedelta(days=366 * years)
            await retention.let_go(session=session, now=complaints.now, today=today)
        seen = await complaints.case(case)
        assert (seen["text"] == "", seen["customer"] == {}, seen["reply"]["text"] == "") == (gone,) * 3
    kept = ("form_no", "class", "status", "cause_code", "order", "received_at", "closed_at", "customer_id")
    assert {name: seen[name] for name in kept} == {name: before[name] for name in kept}
    async with complaints.database.transaction() as session:
        assert await audit.verify(session) == []
