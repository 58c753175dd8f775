"""What was typed on site goes by age; who was there, when and for how much stays (IN-12)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from libs.common import audit
from libs.common.events import intake
from services.dispatch.privacy.retention import retention
from tests.integration.dispatch.house import DONE, Dispatch


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
