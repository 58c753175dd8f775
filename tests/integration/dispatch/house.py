"""What the tests of dispatch say in a line: tickets heard of, technicians, jobs, visits and their steps."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from libs.common.events import intake
from libs.common.ids import new_id
from libs.common.testing.service import Service
from services.dispatch.app import CONSUMERS, build_timers

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


class Dispatch(Service):
    name = "dispatch"
    consumers = CONSUMERS
    timers = build_timers()
    begins = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    """09:00 in Shanghai, on a working day."""
    reader = "dispatcher"

    async def ticket(self, **changes: Any) -> UUID:
        """A ticket that needs field work, heard of."""
        return (await self.hear(opened(**changes))).subject

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

    async def ticket_of(self, visit: str) -> UUID:
        return UUID((await self.get(f"/visits/{visit}"))["ticket_id"])

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

    async def published(self, body: dict[str, Any], by: str = "service_manager") -> Any:
        """A public price list."""
        drafted = await self.post(by, "/price-lists", body, expect=201)
        return await self.post(by, f"/price-lists/{drafted['id']}/publish")

    async def charge(self, visit: str, body: dict[str, Any]) -> Any:
        return await self.post("technician", f"/visits/{visit}/charge", body)

    async def prying(self, visit: str, step: str) -> httpx.Response:
        """Another technician, who tries a step of a visit that isn't his own."""
        return await self.ask("POST", "technician", f"/visits/{visit}/{step}", subject="somebody-else")

    async def prying_charge(self, path: str, act: str) -> httpx.Response:
        """Another technician, who acts on a charge of a visit that isn't his own."""
        return await self.ask("POST", "technician", f"{path}/{act}", subject="somebody-else")


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


def price_list(**changes: Any) -> dict[str, Any]:
    line = {
        "kind": "labour",
        "name": {"zh": "上门检测", "en": "On-site diagnosis"},
        "unit": {"zh": "次", "en": "visit"},
        "unit_price": {"amount": "50.00"},
        "guide_price": {"amount": "60.00"},
    }
    facts: dict[str, Any] = {
        "valid_from": "2026-03-02",
        "title": {"zh": "家电维修收费", "en": "Repair of appliances"},
        "note": {"zh": "不含配件", "en": "Parts not included <b>"},
        "lines": [line],
        "phones": {"trade_association": "021-5555 0001", "consumer_council": "12315"},
    }
    return facts | changes


def consent(*, given: bool = True) -> intake.ConsentRecorded:
    return intake.ConsentRecorded(given=given, how="phone", amount=Decimal("150.00"), currency="CNY")


def closed(outcome: str) -> intake.TicketClosed:
    return intake.TicketClosed(
        number="T20260302-000001",
        customer_id=UUID(int=1),
        unit_id=None,
        outcome=outcome,
        service_type="A",
        resolution=1,
        visited=False,
        charged=Decimal(0),
        currency="CNY",
        consent_given=False,
    )
