"""A client of the standard, who knows nothing of our own API."""

from typing import Any

import httpx

from tests.integration.intake.house import Intake

BASE = "/intake/tmf-api/troubleTicket/v4"
PATH = f"{BASE}/troubleTicket"
TROUBLE: dict[str, Any] = {"description": "不制冷", "severity": "Major", "ticketType": "incident"}


class Partner:
    """Speaks for `role`."""

    def __init__(self, intake: Intake, role: str = "agent") -> None:
        self._intake = intake
        self._role = role

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """`path` is below the base."""
        async with self._intake.person(self._role) as person:
            return await person.request(method, f"{BASE}{path}", json=body, headers=headers)

    async def open(self, **changes: Any) -> dict[str, Any]:
        answer = await self.ask("POST", "/troubleTicket", TROUBLE | changes)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def patch(self, ticket_id: str, *, expect: int = 200, **changes: Any) -> dict[str, Any]:
        answer = await self.ask("PATCH", f"/troubleTicket/{ticket_id}", changes)
        assert answer.status_code == expect, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def read(self, ticket_id: str, query: str = "") -> dict[str, Any]:
        answer = await self.ask("GET", f"/troubleTicket/{ticket_id}{query}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def find(self, query: str = "") -> list[dict[str, Any]]:
        answer = await self.ask("GET", f"/troubleTicket?{query}")
        assert answer.status_code in (200, 206), answer.text
        found: list[dict[str, Any]] = answer.json()
        return found
