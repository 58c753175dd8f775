"""What the tests of follow-up say in a line: what happened to a ticket elsewhere, time that passes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from libs.common.database import Database
from libs.common.events import complaints, dispatch, intake
from libs.common.events.envelope import Event, Received
from libs.common.ids import new_id
from libs.common.testing import bus, web
from libs.common.timers import Firing
from services.followup.app import CONSUMERS, build_timers

MONDAY_MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai, on a working day."""
TECHNICIAN = UUID("01900000-0000-7000-8000-000000000001")
GOOD = {
    "attitude": "very_satisfied",
    "technique": "satisfied",
    "arrival": "satisfied",
    "promises": "fair",
}
LATE = GOOD | {"arrival": "poor"}


class MovableClock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move_to(self, now: datetime) -> None:
        self._now = now


@dataclass
class FollowUps:
    app: FastAPI
    clock: MovableClock
    http: httpx.AsyncClient
    versions: dict[tuple[str, UUID], int] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, **by: float) -> None:
        """Let time pass and every timer ring that falls due on the way."""
        await self.move_to(self.now + timedelta(**by))

    async def move_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        wakeup = self.app.state.wakeup
        await Firing(build_timers(), database=self.database, clock=self.clock, wakeup=wakeup).fire_due()

    def event(self, data: Event, subject: UUID, *, actor: str = "agent") -> Received[Any]:
        key = (data.topic.name, subject)
        self.versions[key] = self.versions.get(key, 0) + 1
        return Received(
            id=new_id(),
            time=self.now,
            subject=subject,
            version=self.versions[key],
            actor=actor,
            correlation=None,
            traceparent=None,
            data=data,
        )

    async def hear(self, data: Event, *, of: UUID | None = None, actor: str = "agent") -> Received[Any]:
        """An event of another service, through the real inbox."""
        event = self.event(data, of or new_id(), actor=actor)
        await bus.deliver(self.database, CONSUMERS, event)
        return event

    async def told(self, *kinds: type[Event]) -> list[Any]:
        return await bus.recorded(self.database, *kinds)

    async def post(self, role: str, path: str, body: Any = None, *, expect: int = 200, **who: Any) -> Any:
        return await self.send("POST", role, path, body, expect=expect, **who)

    async def get(self, path: str, *, role: str = "agent", expect: int = 200, **who: Any) -> Any:
        return await self.send("GET", role, path, expect=expect, **who)

    async def send(
        self, method: str, role: str, path: str, body: Any = None, *, expect: int = 200, **who: Any
    ) -> Any:
        """Signed in as `role`, by the name of the role unless `subject` is given."""
        answer = await self.http.request(
            method,
            f"/followup/v1{path}",
            json=None if method == "GET" else body or {},
            headers={"Authorization": f"Bearer {web.token(role, **who)}"},
        )
        assert answer.status_code == expect, answer.text
        return answer.json()

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
