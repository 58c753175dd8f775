"""One request's trace, through the events of all services, into the last effect."""

import pytest
from sqlalchemy import text

from libs.common.testing.bus import drain
from libs.common.testing.service import Service
from tests.integration.complaints.house import Complaints
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
    """A call becomes a case, the case re-opens the ticket that was closed meanwhile, that needs a new job."""
    intake, dispatch = await standing.afresh(Intake), await standing.afresh(Dispatch)
    complaints = await standing.afresh(Complaints)
    desk = await Desk.open(intake)
    said = {"channel": "phone", "direction": "inbound", "kind": "complaint", "content": "乱收费"}
    of = {"customer_id": desk.opened["customer_id"], "ticket_id": str(desk.id)}
    answer = await intake.http.post("/intake/v1/contacts", json=said | of, headers=SENT)
    assert answer.status_code == 201, answer.text
    await intake.move(minutes=5)
    await desk.act("cancel", {"reason": "不修了"})

    await drain(intake.database, complaints.database, complaints.consumers)
    await drain(complaints.database, intake.database, intake.consumers)
    await drain(intake.database, dispatch.database, dispatch.consumers)

    first, second = await told(intake), await told(complaints)
    chain = [
        first["ContactRegistered"],
        second["ComplaintRegistered"],
        first["TicketReopened"],
        (await told(dispatch))["JobCreated"],
    ]
    assert [span[3:35] for span in chain] == [TRACE] * 4
    assert len({span[36:52] for span in (*chain, SENT["traceparent"])}) == 5, "each a span of its own"
    assert TRACE not in first["TicketOpened"] + first["TicketCancelled"]
