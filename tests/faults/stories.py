"""Lives of tickets as stories 1 and 2 tell them, without the clock being moved for them."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

from deploy.local.replay.desk import Answer
from deploy.local.replay.life import Life
from deploy.local.replay.source import Request
from tests.faults.client import Client

BEGIN = datetime(2027, 3, 1, 1, tzinfo=UTC)
"""Business time of every run's beginning, a Monday at nine: the same seed asks for the same."""
CASES = "/complaints/v1/complaints"
COMPLAINING_SHARE = 0.3
_PATIENCE, _PAUSE = 120.0, 0.5


class NeverCame(Exception):
    """What an event should have brought wasn't there after two minutes: late or lost, the end shows."""


class Story:
    """Opened, quoted, consented or declined, visited, closed, asked; some complain and are answered."""

    def __init__(self, seed: int, number: int) -> None:
        self._chance = Random(f"story {seed} {number}")
        category = self._chance.choice(("refrigerator", "television", "washing_machine", "air_conditioner"))
        request = Request(BEGIN, category, "BCD-500", "does not work", 31.23, 121.47)
        self._life = Life(request, self._chance, number)

    async def tell(self, client: Client, technician: Answer) -> None:
        """Raises `Refused` where the moved clock or another's deed stands in the way."""
        life = self._life
        await life.open(client, BEGIN)
        if life.stopped:
            return
        life.job = await self._found(client, "dispatcher", "/dispatch/v1/jobs")
        now = datetime.fromisoformat((await client.get("admin", "/clock"))["now"])
        window = {"from": now.isoformat(), "to": (now + timedelta(hours=4)).isoformat()}
        await life.assign(client, technician, window)
        await life.work(client)
        await life.finish(client)
        await life.close(client, now)
        await self._found(client, "agent", "/followup/v1/surveys")
        await life.answer(client)
        if self._chance.random() < COMPLAINING_SHARE:
            await self._complain(client, now)

    async def _complain(self, client: Client, now: datetime) -> None:
        ticket = self._life.ticket
        voiced = {
            "channel": "phone",
            "direction": "inbound",
            "kind": "complaint",
            "content": "it took too long",
            "customer_id": ticket["customer_id"],
            "ticket_id": ticket["id"],
        }
        await client.post("agent", "/intake/v1/contacts", voiced)
        case = f"{CASES}/{(await self._found(client, 'service_manager', CASES))['id']}"
        await client.post("service_manager", f"{case}/assign", {"to": "service_manager"})
        await client.post("service_manager", f"{case}/call-on", {"on": now.date().isoformat()})
        await client.post("service_manager", f"{case}/reply", {"channel": "phone", "text": "抱歉 sorry"})
        await client.post("service_manager", f"{case}/accepted")

    async def _found(self, client: Client, role: str, path: str) -> Answer:
        """The ticket's first thing there, as soon as the event has come that makes it."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            found = await client.get(role, path, ticket_id=self._life.ticket["id"])
            if found["items"]:
                first: Answer = found["items"][0]
                return first
            if asyncio.get_running_loop().time() > deadline:
                raise NeverCame(f"nothing at {path}")
            await asyncio.sleep(_PAUSE)
