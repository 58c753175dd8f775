"""What the tests of follow-up say in a line: what happened to a ticket elsewhere, time that passes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from libs.common.events import complaints, dispatch, intake
from libs.common.ids import new_id
from libs.common.testing.service import Service
from services.followup.app import CONSUMERS, build_timers

TECHNICIAN = UUID("01900000-0000-7000-8000-000000000001")
GOOD = {
    "attitude": "very_satisfied",
    "technique": "satisfied",
    "arrival": "satisfied",
    "promises": "fair",
}
LATE = GOOD | {"arrival": "poor"}


class FollowUps(Service):
    name = "followup"
    consumers = CONSUMERS
    timers = build_timers()
    begins = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    """10:00 in Shanghai, on a working day."""

    async def customer(self, id_: UUID | None = None, **changes: Any) -> UUID:
        return (await self.hear(registered(**changes), of=id_)).subject

    async def ticket(self, customer: UUID | None = None, **changes: Any) -> UUID:
        return (await self.hear(opened(customer or new_id(), **changes))).subject

    async def visited(self, ticket: UUID, given: Any = "link", *, of: UUID | None = None) -> UUID:
        return (await self.hear(completed(ticket, given, at=self.now), of=of)).subject

    async def closed(
        self, ticket: UUID, resolution: int = 1, *, actor: str = "agent", **changes: Any
    ) -> None:
        await self.hear(closed(resolution, **changes), of=ticket, actor=actor)

    async def surveys(self, ticket: UUID) -> list[Any]:
        """The oldest first."""
        found: list[Any] = (await self.get(f"/surveys?ticket_id={ticket}"))["items"]
        return sorted(found, key=lambda survey: survey["resolution"])

    async def calls(self, query: str = "", **who: Any) -> list[Any]:
        found: list[Any] = (await self.get(f"/follow-ups?{query}", **who))["items"]
        return found

    async def effect_call(self, customer: UUID | None = None) -> Any:
        """Of a repair that has just been completed."""
        ticket = await self.ticket(customer)
        await self.visited(ticket)
        [call] = await self.calls(f"ticket_id={ticket}")
        return call

    @property
    def due(self) -> str:
        """The call list of the present day at the site."""
        return f"due={(self.now + timedelta(hours=8)).date()}"

    async def attempt(self, call: Any, result: str, *, expect: int = 200, **more: Any) -> Any:
        body = {"result": result, "at": self.now.isoformat(), "notes": "", **more}
        return await self.post("agent", f"/follow-ups/{call['id']}/attempts", body, expect=expect)


def link_path(survey: Any) -> str:
    link: str = survey["link"]
    return link[link.index("/followup/") :]


def registered(**changes: Any) -> intake.CustomerRegistered:
    values: dict[str, Any] = {
        "tier": "regular",
        "member": False,
        "card": None,
        "group": None,
        "do_not_call": False,
        "best_hours": None,
        "sealed": b"",
    }
    return intake.CustomerRegistered(**{**values, **changes})


def opened(customer: UUID, **changes: Any) -> intake.TicketOpened:
    values: dict[str, Any] = {
        "number": "T20260302-000001",
        "voucher_number": "V20260302-000001",
        "customer_id": customer,
        "unit_id": None,
        "kind": "repair",
        "category": "refrigerator",
        "model": None,
        "serial": None,
        "fault_code": None,
        "fault": "不制冷",
        "service_type": "C",
        "cost_bearer": "maker",
        "priority": "normal",
        "field_work": True,
        "ready": True,
    }
    return intake.TicketOpened(**{**values, **changes})


def closed(resolution: int = 1, **changes: Any) -> intake.TicketClosed:
    values: dict[str, Any] = {
        "number": "T20260302-000001",
        "customer_id": new_id(),
        "unit_id": None,
        "outcome": "repaired",
        "service_type": "C",
        "resolution": resolution,
        "visited": True,
        "charged": 0,
        "currency": "CNY",
        "consent_given": None,
    }
    return intake.TicketClosed(**{**values, **changes})


def completed(
    ticket: UUID, given: Any = "link", *, at: datetime, user: str = "technician"
) -> dispatch.VisitCompleted:
    return dispatch.VisitCompleted(
        ticket_id=ticket,
        job_id=new_id(),
        technician_id=TECHNICIAN,
        completed_at=at,
        survey_given=given,
        cause="压缩机",
        resolution="更换",
        parts=[],
        user=user,
    )


def case_closed(now: datetime, **changes: Any) -> complaints.ComplaintClosed:
    values: dict[str, Any] = {
        "form_no": "CF-202603-0001",
        "ticket_id": None,
        "customer_id": None,
        "received_at": now,
        "established": True,
        "complaint_class": "other",
        "handlers": [],
    }
    return complaints.ComplaintClosed(**{**values, **changes})
