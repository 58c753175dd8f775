"""The desk of a call centre, reached through the gateway as an agent's screen reaches it."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx

from deploy.local.demo.people import Answer, Person

INTAKE = "/intake/v1"
HOME: dict[str, Any] = {"text": "上海市黄浦区人民大道 200 号 3 号楼 1201 室", "lat": 31.2304, "lon": 121.4737}
SITE = ZoneInfo("Asia/Shanghai")
_numbers = itertools.count(uuid4().int % 90_000_000)


class Desk:
    """People by their role; paths are those of intake unless they name another service."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self._people: dict[str, Person] = {}

    def person(self, role: str) -> Person:
        if role not in self._people:
            self._people[role] = Person(self.http, role)
        return self._people[role]

    def now(self) -> datetime:
        return datetime.fromisoformat(self.person("admin").get("/clock")["now"]).astimezone(SITE)

    def pass_time(self, **amount: float) -> None:
        self.until(self.now() + timedelta(**amount))

    def until(self, moment: datetime) -> None:
        self.person("admin").post("/clock", {"now": moment.isoformat()})

    def opens(self) -> None:
        """Next morning, on a day that the desk is open."""
        tomorrow = (self.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        asked = {"start": tomorrow.isoformat(), "calendar": "cn-office", "hours": 0.1}
        self.until(datetime.fromisoformat(self.post("/deadlines/compute", asked)["due_at"]))

    def get(self, path: str, *, by: str = "agent", **query: str) -> Answer:
        return self.person(by).get(_whole(path), **query)

    def find(self, path: str, *, by: str = "agent", **query: str) -> list[Answer]:
        items: list[Answer] = self.get(path, by=by, **query)["items"]
        return items

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        by: str = "agent",
        expect: int | None = None,
    ) -> Answer:
        return self.person(by).post(_whole(path), dict(body or {}), expect=expect)

    def patch(self, path: str, body: Answer, *, by: str = "agent") -> Answer:
        return self.person(by).patch(_whole(path), body)

    def refused(self, path: str, body: Answer | None = None, *, by: str = "agent", expect: int = 409) -> str:
        """The code of the refusal."""
        return str(self.post(path, body, by=by, expect=expect)["code"])

    def missing(self, path: str, body: Answer) -> list[str]:
        """The fields that a 422 names."""
        return [error["pointer"] for error in self.post(path, body, expect=422)["errors"]]

    def rings(self, number: str) -> Answer:
        """Two minutes after the last call; what the screen shows before anybody speaks."""
        self.pass_time(minutes=2)
        return self.get("/screen-pop", number=number)

    def talk(self, kind: str, content: str, *, number: str | None = None, **said: Any) -> Answer:
        """A call is registered."""
        call = {"channel": "phone", "direction": "inbound", "kind": kind, "content": content}
        given = {"number": number} if number else {}
        return self.post("/contacts", {**call, **given, **said}, expect=201)

    def customer(self, name: str = "王芳", **facts: Any) -> Answer:
        told = {"name": name, "contacts": [{"type": "phone", "value": number()}], "addresses": [HOME]}
        return self.post("/customers", {**told, **facts}, expect=201)

    def unit(self, customer: Answer, *, months_old: int = 5, **facts: Any) -> Answer:
        bought = (self.now() - timedelta(days=30 * months_old)).date().isoformat()
        told = {
            "category": "refrigerator",
            "model": "BCD-500",
            "specification": "500 L",
            "serial": f"SN{next(_numbers):08d}",
            "purchase_date": bought,
            "purchase_place": "上海南京东路店",
            "proof": "invoice",
        }
        return self.post("/units", {"customer_id": customer["id"], **told, **facts}, expect=201)

    def ticket(self, unit: Answer, fault: str = "冰箱不制冷", **facts: Any) -> Answer:
        told = {"kind": "repair", "fault": {"text": fault}, "backup": "not_needed"}
        ids = {"customer_id": unit["customer_id"], "unit_id": unit["id"]}
        return self.post("/tickets", {**ids, **told, **facts}, expect=201)

    def solve_remotely(self, ticket: Answer, **report: str) -> Answer:
        """From the report to the closing."""
        told = {
            "cause": "温控器被调到 0 档",
            "resolution": "电话指导客户把温控器调到 3 档",
            "customer_opinion": "满意",
            "tests": "一小时后恢复制冷",
            "hazards": "无",
        }
        path = f"/tickets/{ticket['id']}"
        self.post(f"{path}/resolve-remote", told | report)
        self.post(f"{path}/notify", {"channel": "phone", "text": "已恢复制冷"})
        return self.post(f"{path}/close", {"outcome": "repaired"})


def number() -> str:
    """A mobile number that nobody has called from yet."""
    return f"+86138{next(_numbers):08d}"


def phone_of(customer: Answer) -> str:
    return str(customer["contacts"][0]["value"])


def clock(ticket: Answer, kind: str) -> Answer:
    """The ticket's deadline of that kind."""
    return next(deadline for deadline in ticket["deadlines"] if deadline["kind"] == kind)


def _whole(path: str) -> str:
    return path if path.startswith(("/dispatch", "/complaints", "/followup", "/intake")) else INTAKE + path
