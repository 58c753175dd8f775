"""A ticket on its way, and the news that dispatch, complaints and follow-up bring about it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from libs.common.events import complaints, dispatch
from libs.common.events.envelope import Event, Received
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake

QUOTE: dict[str, Any] = {
    "lines": [
        {
            "kind": "part",
            "name": "主板",
            "quantity": "2",
            "unit_price": {"amount": "340.05", "currency": "CNY"},
        }
    ],
    "minutes": 45,
}


class Desk:
    """One ticket of a fresh customer, its visit and its acts."""

    def __init__(self, intake: Intake, ticket: dict[str, Any]) -> None:
        self.intake = intake
        self.id = UUID(ticket["id"])
        self.opened = ticket
        self.visit = new_id()

    @classmethod
    async def open(cls, intake: Intake, *, bought: str = "2025-10-02", **changes: Any) -> "Desk":
        customer = await told.customer(intake.agent)
        unit = await told.unit(intake.agent, customer["id"], purchase_date=bought)
        return cls(intake, await told.ticket(intake.agent, customer["id"], unit["id"], **changes))

    async def now(self) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.intake.agent.get(self.path)).json()
        return answer

    @property
    def path(self) -> str:
        return f"/intake/v1/tickets/{self.id}"

    async def act(
        self, verb: str, body: dict[str, Any] | None = None, *, role: str = "agent"
    ) -> dict[str, Any]:
        """The answer, problem or not, with its `status_code`."""
        async with self.intake.person(role) as person:
            answer = await person.post(f"{self.path}/{verb}", json=body or {})
        return {**answer.json(), "status_code": answer.status_code}

    async def hear(self, data: Event, *, subject: UUID | None = None, after: timedelta = timedelta()) -> None:
        await self.intake.deliver(self.news(data, subject=subject, after=after))

    def news(
        self, data: Event, *, subject: UUID | None = None, after: timedelta = timedelta()
    ) -> Received[Any]:
        return self.intake.event(data, subject or self.visit, at=self.at(after))

    def at(self, after: timedelta) -> datetime:
        return self.intake.now + after

    def visit_fields(self) -> dict[str, Any]:
        return {"ticket_id": self.id, "job_id": new_id(), "technician_id": UUID(int=7)}

    def scheduled(self) -> dispatch.VisitScheduled:
        now = self.intake.now
        return dispatch.VisitScheduled(
            **self.visit_fields(), window_from=now, window_to=now + timedelta(hours=2)
        )

    def completed(self, after: timedelta = timedelta()) -> dispatch.VisitCompleted:
        return dispatch.VisitCompleted(
            **self.visit_fields(),
            completed_at=self.at(after),
            survey_given="link",
            cause="worn",
            resolution="replaced",
            parts=[],
        )

    async def work(self) -> None:
        """Scheduled, started and completed."""
        await self.hear(self.scheduled())
        await self.hear(dispatch.VisitStarted(**self.visit_fields()))
        await self.hear(self.completed())

    def complaint(self, *, received_at: datetime) -> complaints.ComplaintRegistered:
        return told.complaint(self.id, received_at=received_at)

    def complaint_closed(self) -> complaints.ComplaintClosed:
        return told.complaint_closed(self.id, received_at=self.at(timedelta()))
