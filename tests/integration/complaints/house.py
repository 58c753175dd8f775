"""What the tests of complaints say in a line: complaints, facts heard of, penalties and their path."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from libs.common.events import complaints, dispatch
from libs.common.ids import new_id
from libs.common.testing.service import Service
from services.complaints.app import CONSUMERS, build_timers

COMPLAINT: dict[str, Any] = {
    "customer": {"name": "王芳", "phone": "13800138000"},
    "channel": "phone",
    "demand": "道歉",
    "text": "师傅迟到",
}
APOLOGY = {"kind": "apology", "text": "我们为迟到道歉"}
TECHNICIAN = UUID("01900000-0000-7000-8000-000000000001")


class Complaints(Service):
    name = "complaints"
    consumers = CONSUMERS
    timers = build_timers()
    begins = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    """09:00 in Shanghai, on a working day."""

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

    async def sent_up(self) -> list[tuple[str, list[str]]]:
        """Why cases went up, and to whom."""
        return [(one.reason, one.to) for one in await self.told(complaints.ComplaintEscalated)]

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

    async def upheld(self, **conduct: str) -> Any:
        """The penalty of a conduct complaint that is upheld."""
        case = await self.complaint(**conduct)
        await self.act(case, ("service_manager", "conduct", {"upheld": True, "reason": "属实"}))
        (penalty,) = await self.penalties(f"case_id={case}")
        return penalty

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
