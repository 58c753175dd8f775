"""What was typed on site goes by age; who was there, when and for how much stays (IN-12)."""

from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import text

from libs.common import audit
from libs.common.events import intake
from libs.common.events.dispatch import VisitCompleted
from libs.common.privacy.requests import forgotten_in
from libs.common.privacy.retention import Retention
from services.dispatch.privacy.held import HELD
from services.dispatch.privacy.models import PrivacyRequest
from services.dispatch.privacy.retention import retention
from tests.integration.dispatch.house import DONE, Dispatch, opened


@pytest.mark.rule("IN-12")
async def test_a_visit_loses_its_words_after_three_years(dispatch: Dispatch) -> None:
    visit = await dispatch.visit(*DONE)
    ticket = await dispatch.ticket_of(visit)
    await dispatch.hear(intake.TicketCancelled(reason="误报"), of=ticket)
    before = await dispatch.get(f"/visits/{visit}")
    for years, gone in ((2, False), (4, True)):
        async with dispatch.database.transaction() as session:
            today = (await session.execute(text("SELECT now()"))).scalar_one() + timedelta(days=366 * years)
            await retention.let_go(session=session, now=dispatch.now, today=today)
        seen = await dispatch.get(f"/visits/{visit}")
        assert (seen["report"]["cause"] == "", seen["ticket"]["fault"] == "") == (gone, gone)
    kept = ("status", "technician_id", "day", "window", "completed_at", "survey_given", "late_minutes")
    assert {name: seen[name] for name in kept} == {name: before[name] for name in kept}
    assert seen["report"]["parts"] == before["report"]["parts"]
    async with dispatch.database.transaction() as session:
        assert await audit.verify(session) == []


@pytest.mark.rule("IN-12")
async def test_what_is_told_late_of_somebody_forgotten_goes_within_a_day(dispatch: Dispatch) -> None:
    late = opened(fault="王小明家冰箱不冷", latitude=31.2, longitude=121.4)
    await dispatch.hear(intake.CustomerErased(), of=late.customer_id)
    visit = await dispatch.visit(*DONE, **structs.asdict(late))

    forgetting = Retention("dispatch", HELD, forgotten=forgotten_in(PrivacyRequest))
    async with dispatch.database.transaction() as session:
        assert not await forgetting(session=session, now=dispatch.now)

    seen = await dispatch.get(f"/visits/{visit}")
    assert (seen["ticket"]["fault"], seen["report"]["cause"]) == ("", "")
    [completed] = await dispatch.told(VisitCompleted)
    assert (completed.cause, completed.resolution) == ("", "")
