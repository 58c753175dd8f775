"""What the tests of dispatch say in a line: tickets heard of, technicians, jobs, visits and their steps."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from libs.common.database import Database
from libs.common.events import intake
from libs.common.events.envelope import Event, Received
from libs.common.ids import new_id
from libs.common.testing import bus, web
from libs.common.timers import Firing
from services.dispatch.app import CONSUMERS, build_timers

MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai, on a working day."""
BASE = {"lat": 31.23, "lon": 121.48}
REPORT: dict[str, Any] = {
    "cause": "压缩机损坏",
    "resolution": "更换压缩机",
    "parts": [{"name": "compressor", "old_returned": True}],
    "customer_opinion": "满意",
    "tests": "制冷正常",
    "hazards": "无",
    "signature": "sig-1",
}


class MovableClock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move_to(self, now: datetime) -> None:
        self._now = now


@dataclass
class Dispatch:
    app: FastAPI
    clock: MovableClock
    signed_in: dict[str, httpx.AsyncClient]
    versions: dict[UUID, int] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, **by: float) -> None:
        """Let time pass and every timer ring that falls due on the way."""
        self.clock.move_to(self.now + timedelta(**by))
        await self.ring()

    async def ring(self) -> None:
        wakeup = self.app.state.wakeup
        await Firing(build_timers(), database=self.database, clock=self.clock, wakeup=wakeup).fire_due()

    async def hear(self, data: Event, *, ticket: UUID) -> Received[Any]:
        """An event of a ticket, through the real inbox."""
        self.versions[ticket] = self.versions.get(ticket, 0) + 1
        event = Received(
            id=new_id(),
            time=self.now,
            subject=ticket,
            version=self.versions[ticket],
            actor="agent",
            correlation=ticket,
            traceparent=None,
            data=data,
        )
        await bus.deliver(self.database, CONSUMERS, event)
        return event

    async def told(self, *kinds: type[Event]) -> list[Any]:
        return await bus.recorded(self.database, *kinds)

    async def ticket(self, **changes: Any) -> UUID:
        """A ticket that needs field work, heard of."""
        ticket = new_id()
        await self.hear(opened(**changes), ticket=ticket)
        return ticket

    async def post(
        self, role: str, path: str, body: dict[str, Any] | None = None, *, expect: int = 200
    ) -> Any:
        answer = await self.signed_in[role].post(f"/dispatch/v1{path}", json=body or {})
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def refused(self, role: str, path: str, body: dict[str, Any] | None = None) -> str:
        """The code of a 409."""
        code: str = (await self.post(role, path, body, expect=409))["code"]
        return code

    async def get(self, path: str, *, role: str = "dispatcher", expect: int = 200) -> Any:
        answer = await self.signed_in[role].get(f"/dispatch/v1{path}")
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def patch(self, role: str, path: str, body: dict[str, Any]) -> Any:
        answer = await self.signed_in[role].patch(f"/dispatch/v1{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def as_role(self, role: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return web.client(self.app, role)

    async def technician(self, **changes: Any) -> str:
        body = {
            "name": "李雷",
            "user": "technician",
            "skills": ["refrigerator", "pc"],
            "base": BASE,
            "region": "上海",
            "shift": {"from": "08:00", "to": "18:00"},
        }
        return str((await self.post("dispatcher", "/technicians", body | changes, expect=201))["id"])

    async def job(self, ticket: UUID) -> dict[str, Any]:
        """The ticket's newest job."""
        found: dict[str, Any] = (await self.get(f"/jobs?ticket_id={ticket}"))["items"][0]
        return found

    async def assign(self, job: str, technician: str, *, minutes: int = 60, **window: datetime) -> Any:
        start = window.get("start", self.now)
        body = {
            "technician_id": technician,
            "window": {"from": start.isoformat(), "to": (start + timedelta(minutes=minutes)).isoformat()},
        }
        return await self.post("dispatcher", f"/jobs/{job}/assign", body, expect=201)

    async def visit(self, *steps: str, technician: str | None = None, **ticket: Any) -> str:
        """A visit that has come through `steps`: accept, depart, arrive, start, report, complete."""
        by = technician or await self.technician()
        job = await self.job(await self.ticket(**ticket))
        visit: str = (await self.assign(job["id"], by))["visit_id"]
        await self.steps(visit, *steps)
        return visit

    async def steps(self, visit: str, *steps: str) -> None:
        for step in steps:
            await self.post("technician", f"/visits/{visit}/{step}", REPORT if step == "report" else {})

    async def prying(self, visit: str, step: str) -> httpx.Response:
        """Another technician, who tries a step of a visit that isn't his own."""
        async with web.client(self.app, "technician", subject="somebody-else") as other:
            return await other.post(f"/dispatch/v1/visits/{visit}/{step}", json={})


DONE = ("accept", "depart", "arrive", "start", "report", "complete")


def opened(**changes: Any) -> intake.TicketOpened:
    facts: dict[str, Any] = {
        "number": "T20260302-000001",
        "voucher_number": "V20260302-000001",
        "customer_id": new_id(),
        "unit_id": new_id(),
        "kind": "repair",
        "category": "refrigerator",
        "model": "BCD-500",
        "serial": "SN-1",
        "fault_code": None,
        "fault": "不制冷",
        "service_type": "C",
        "cost_bearer": "maker",
        "priority": "normal",
        "field_work": True,
        "ready": True,
        "latitude": 31.24,
        "longitude": 121.49,
        "purchase_date": date(2025, 10, 2),
    }
    return intake.TicketOpened(**(facts | changes))
