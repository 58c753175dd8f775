"""What the tests of complaints say in a line: complaints, facts heard of, penalties and their path."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from libs.common.database import Database
from libs.common.events import dispatch
from libs.common.events.envelope import Event, Received
from libs.common.ids import new_id
from libs.common.testing import bus, web
from libs.common.timers import Firing
from services.complaints.app import CONSUMERS, build_timers

MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai, on a working day."""
COMPLAINT: dict[str, Any] = {
    "customer": {"name": "王芳", "phone": "13800138000"},
    "channel": "phone",
    "demand": "道歉",
    "text": "师傅迟到",
}
APOLOGY = {"kind": "apology", "text": "我们为迟到道歉"}
TECHNICIAN = UUID("01900000-0000-7000-8000-000000000001")


class MovableClock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move_to(self, now: datetime) -> None:
        self._now = now


@dataclass
class Complaints:
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
        self.clock.move_to(self.now + timedelta(**by))
        wakeup = self.app.state.wakeup
        await Firing(build_timers(), database=self.database, clock=self.clock, wakeup=wakeup).fire_due()

    def event(self, data: Event, subject: UUID) -> Received[Any]:
        key = (data.topic.name, subject)
        self.versions[key] = self.versions.get(key, 0) + 1
        return Received(
            id=new_id(),
            time=self.now,
            subject=subject,
            version=self.versions[key],
            actor="somebody",
            correlation=None,
            traceparent=None,
            data=data,
        )

    async def hear(self, data: Event, *, of: UUID | None = None) -> Received[Any]:
        """An event of another service, through the real inbox."""
        event = self.event(data, of or new_id())
        await bus.deliver(self.database, CONSUMERS, event)
        return event

    async def told(self, *kinds: type[Event]) -> list[Any]:
        return await bus.recorded(self.database, *kinds)

    async def post(self, role: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return await self.send("POST", role, path, body, expect=expect)

    async def patch(self, role: str, path: str, body: Any, *, expect: int = 200) -> Any:
        return await self.send("PATCH", role, path, body, expect=expect)

    async def refused(self, role: str, path: str, body: Any = None, *, expect: int = 409) -> str:
        """The code of a refusal."""
        code: str = (await self.post(role, path, body, expect=expect))["code"]
        return code

    async def get(self, path: str, *, role: str = "agent", expect: int = 200) -> Any:
        return await self.send("GET", role, path, expect=expect)

    async def send(
        self, method: str, role: str, path: str, body: Any = None, *, expect: int = 200, subject: str = ""
    ) -> Any:
        """Signed in as `role`, by the name of the role unless `subject` is given."""
        answer = await self.http.request(
            method,
            f"/complaints/v1{path}",
            json=None if method == "GET" else body or {},
            headers={"Authorization": f"Bearer {web.token(role, subject=subject or None)}"},
        )
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def complaint(self, **changes: Any) -> str:
        """A registered complaint."""
        return str((await self.post("agent", "/complaints", COMPLAINT | changes, expect=201))["id"])

    async def act(self, case: str, *steps: tuple[Any, ...]) -> Any:
        """`(role, verb, body?)` one after the other; the last answer."""
        answer: Any = None
        for role, verb, *body in steps:
            answer = await self.post(role, f"/complaints/{case}/{verb}", *body)
        return answer

    async def case(self, case: str) -> Any:
        return await self.get(f"/complaints/{case}")

    async def penalties(self, query: str = "", *, role: str = "agent") -> list[Any]:
        found: list[Any] = (await self.get(f"/penalties?{query}", role=role))["items"]
        return found

    async def scheduled(self, ticket: UUID, technician: UUID = TECHNICIAN) -> UUID:
        """A visit of the technician who signs in as `technician`; its id."""
        event = await self.hear(
            dispatch.VisitScheduled(
                **of_visit(ticket, technician),
                window_from=self.now,
                window_to=self.now + timedelta(hours=1),
                user="technician",
            )
        )
        return event.subject

    async def late(self, ticket: UUID, *, visit: UUID | None = None, own_fault: bool = True) -> UUID:
        late = dispatch.ArrivedLate(**of_visit(ticket), minutes=20, own_fault=own_fault, user="technician")
        return (await self.hear(late, of=visit)).subject


def of_visit(ticket: UUID, technician: UUID = TECHNICIAN) -> dict[str, Any]:
    return {"ticket_id": ticket, "job_id": new_id(), "technician_id": technician}


MINOR_WAY = (
    ("service_manager", "assign"),
    ("service_manager", "call-on", {"on": "2026-03-02"}),
    ("agent", "remedy", APOLOGY),
    ("service_manager", "approve"),
    ("service_manager", "reply", {"channel": "phone", "text": "向您道歉"}),
    ("agent", "accepted"),
)
"""The short way of a minor case, up to the closing."""
CALLED_ON = ("service_manager", "call-on", {"none_because": "客户在外地"})
REPLY = ("service_manager", "reply", {"channel": "letter", "text": "处理结果如下"})
REPORTED = (
    ("service_manager", "assign"),
    ("service_manager", "investigate", {"joint": ["production"]}),
    ("rnd", "investigation-finished"),
    ("service_manager", "report", {"text": "报告"}),
)
DECIDED = (*REPORTED, ("deputy_gm", "decide", {"text": "同意"}))


def paid(amount: str, kind: str = "compensation") -> dict[str, Any]:
    return {"kind": kind, "amount": {"amount": amount, "currency": "CNY"}, "text": "赔付"}
