"""One request's trace, through the events of all services, into the last effect."""

import pytest
from sqlalchemy import text

from libs.common.testing.bus import drain
from libs.common.testing.service import Service
from libs.common.testing.web import token
from tests.integration.complaints.house import COMPLAINT, Complaints
from tests.integration.dispatch.house import Dispatch
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk
from tests.integration.standing import StandingServices

TRACE = "0af7651916cd43dd8448eb211c80319c"
SENT = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
_TOLD = text("SELECT type, traceparent FROM outbox_log ORDER BY position")


async def told(service: Service) -> dict[str, str]:
    """By the event's name."""
    async with service.database.transaction() as session:
        return {row.type.split(".")[2]: row.traceparent for row in await session.execute(_TOLD)}


@pytest.mark.rule("XC-07")
async def test_the_last_service_of_a_chain_tells_its_events_in_the_trace_of_the_first_request(
    standing: StandingServices,
) -> None:
    """A case re-opens the ticket that was cancelled before intake heard of it, and that needs a new job."""
    intake, dispatch = await standing.afresh(Intake), await standing.afresh(Dispatch)
    complaints = await standing.afresh(Complaints)
    desk = await Desk.open(intake)
    await drain(intake.database, complaints.database, complaints.consumers)
    signed_in = {"Authorization": f"Bearer {token('agent')}"}
    answer = await complaints.http.post(
        "/complaints/v1/complaints", json=COMPLAINT | {"ticket_id": str(desk.id)}, headers=signed_in | SENT
    )
    assert answer.status_code == 201, answer.text
    await intake.move(minutes=5)
    await desk.act("cancel", {"reason": "不修了"})

    await drain(complaints.database, intake.database, intake.consumers)
    await drain(intake.database, dispatch.database, dispatch.consumers)

    first = await told(intake)
    chain = [
        (await told(complaints))["ComplaintRegistered"],
        first["TicketReopened"],
        (await told(dispatch))["JobCreated"],
    ]
    assert [span[3:35] for span in chain] == [TRACE] * 3
    assert len({span[36:52] for span in (*chain, SENT["traceparent"])}) == 4, "each a span of its own"
    assert TRACE not in first["TicketOpened"] + first["TicketCancelled"]
