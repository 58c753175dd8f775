"""The main job for one request, cut at the moments when time must pass."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from deploy.local.replay.desk import Answer, Desk
from deploy.local.replay.source import Request

DECLINED_SHARE = 0.3
ANSWERED_SHARE = 0.6
GRADES = ("very_satisfied", "satisfied", "fair", "poor")
WEIGHTS = (50, 38, 9, 3)
PART = {"name": "part", "old_returned": True}
_WAITS_FOR_EVENTS = frozenset(
    {"work_open", "charge_open", "voucher_not_needed", "consent_needed", "demand_not_confirmed"}
)


@dataclass(slots=True)
class Life:
    """One request on its way; `stopped` says why it went no further."""

    request: Request
    chance: Random
    number: int
    ticket: Answer = field(default_factory=dict)
    job: Answer | None = None
    visit: str = ""
    stopped: str = ""

    @property
    def ticket_path(self) -> str:
        return f"/intake/v1/tickets/{self.ticket['id']}"

    async def open(self, desk: Desk, today: datetime) -> None:
        self.ticket = await desk.post("agent", "/intake/v1/tickets", self._asked(today))
        if self.ticket["ready"]:
            return
        quoted = await desk.post("agent", f"{self.ticket_path}/quote", _QUOTE)
        if quoted["quote"]["released_by"] is None:
            await desk.post("sales", f"{self.ticket_path}/release-quote")
        given = self.chance.random() >= DECLINED_SHARE
        await desk.post(
            "agent", f"{self.ticket_path}/consent", {"given": given, "by": "customer", "how": "phone"}
        )
        if not given:
            self.stopped = "declined"

    async def assign(self, desk: Desk, technician: Answer, window: dict[str, str]) -> None:
        assert self.job is not None
        order = {"technician_id": technician["id"], "window": window}
        assigned = await desk.post(
            "dispatcher", f"/dispatch/v1/jobs/{self.job['id']}/assign", order, patience=_WAITS_FOR_EVENTS
        )
        self.visit = f"/dispatch/v1/visits/{assigned['visit_id']}"
        for step in ("accept", "depart"):
            await desk.post("technician", f"{self.visit}/{step}")

    async def work(self, desk: Desk) -> None:
        for step in ("arrive", "start"):
            await desk.post("technician", f"{self.visit}/{step}", patience=_WAITS_FOR_EVENTS)

    async def finish(self, desk: Desk) -> None:
        await desk.post("technician", f"{self.visit}/report", _REPORT)
        if self.ticket["service_type"] == "A":
            await desk.post("technician", f"{self.visit}/charge", _CHARGE | {"receipt_no": f"R{self.number}"})
        await desk.post("technician", f"{self.visit}/complete", {"survey_given": "link"})
        await desk.post("technician", f"{self.visit}/check-out")
        await desk.post("service_manager", f"{self.visit}/approve-report")

    async def close(self, desk: Desk, today: datetime) -> None:
        signed = {"signed_on": today.date().isoformat()}
        await desk.post("agent", f"{self.ticket_path}/voucher-returned", signed, patience=_WAITS_FOR_EVENTS)
        await desk.post("agent", f"{self.ticket_path}/notify", {"channel": "phone", "text": "完成 done"})
        await desk.post(
            "agent", f"{self.ticket_path}/close", {"outcome": "repaired"}, patience=_WAITS_FOR_EVENTS
        )

    async def answer(self, desk: Desk) -> bool:
        """The customer's survey, by a seeded draw; returns whether it was answered."""
        found = await desk.get("agent", "/followup/v1/surveys", ticket_id=self.ticket["id"])
        if not found["items"] or self.chance.random() >= ANSWERED_SHARE:
            return False
        link = found["items"][0]["link"]
        grades = self.chance.choices(GRADES, WEIGHTS, k=4)
        answers = dict(zip(("attitude", "technique", "arrival", "promises"), grades, strict=True))
        await desk.post(None, link[link.index("/followup/") :], answers)
        return True

    def _asked(self, today: datetime) -> dict[str, Any]:
        request = self.request
        place = {"text": f"site {self.number}", "lat": request.latitude, "lon": request.longitude}
        bought = today - timedelta(days=self.chance.randrange(60, 540))
        return {
            "customer": {
                "name": f"Customer {self.number}",
                "contacts": [{"type": "phone", "value": f"+86139{self.number:08d}"}],
                "addresses": [place],
            },
            "unit": {
                "category": request.category,
                "model": request.model,
                "specification": "standard",
                "serial": f"R{self.number:07d}",
                "purchase_date": bought.date().isoformat(),
                "purchase_place": "shop",
            },
            "kind": "repair",
            "fault": {"text": request.text[:2000]},
        }


_QUOTE = {
    "lines": [
        {
            "kind": "labour",
            "name": "repair",
            "quantity": 1,
            "unit_price": {"amount": "180.00", "currency": "CNY"},
        }
    ],
    "minutes": 60,
}
_CHARGE = {"amount": {"amount": "180.00", "currency": "CNY"}}
_REPORT = {
    "cause": "worn",
    "resolution": "replaced",
    "parts": [PART],
    "customer_opinion": "fine",
    "tests": "ran for ten minutes",
    "hazards": "none",
    "signature": "voucher",
    "cautions": "read the manual",
}
