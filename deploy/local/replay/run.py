"""Feeds the requests through the main job, a day's worth at a time; one mover moves the clock."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from rich.progress import Progress

from deploy.local.replay.desk import Answer, Desk, each
from deploy.local.replay.life import Life

ROLES = ("admin", "agent", "dispatcher", "technician", "service_manager", "sales", "finance")


class Replay:
    """All lives of one replay; `surveys` counts those that were answered."""

    def __init__(self, desk: Desk, lives: Sequence[Life], progress: Progress) -> None:
        self.desk = desk
        self.lives = lives
        self.surveys = 0
        self._progress = progress
        self._bar = progress.add_task("requests", total=len(lives))

    async def run(self) -> None:
        await self.desk.sign_in(*ROLES)
        technician = await self._technician()
        for _, day in groupby(self.lives, key=lambda life: life.request.opened.date()):
            await self._day(list(day), technician)

    async def complaint_of(self, life: Life) -> list[Answer]:
        path = "/complaints/v1/complaints"
        found = await self.desk.get("service_manager", path, ticket_id=life.ticket["id"])
        return list(found["items"])

    async def _day(self, lives: list[Life], technician: Answer) -> None:
        now = await self._move_to(lives[-1].request.opened)
        await each(lives, lambda life: life.open(self.desk, now))
        going = [life for life in lives if not life.stopped]
        await self._find_jobs(going)
        window = {"from": now.isoformat(), "to": (now + timedelta(hours=4)).isoformat()}
        await each(going, lambda life: life.assign(self.desk, technician, window))
        now = await self._move_to(now + timedelta(minutes=30))
        await each(going, lambda life: life.work(self.desk))
        now = await self._move_to(now + timedelta(minutes=60))
        await each(going, lambda life: life.finish(self.desk))
        await each(going, lambda life: life.close(self.desk, now))
        await each(going, self._answer)
        self._progress.advance(self._bar, len(lives))

    async def _answer(self, life: Life) -> None:
        answered = await life.answer(self.desk)
        self.surveys += answered

    async def _find_jobs(self, lives: Sequence[Life]) -> None:
        """A job appears by itself once dispatch has heard of the ticket (DI-02)."""
        waiting = {life.ticket["id"]: life for life in lives}
        while waiting:
            cursor = None
            while True:
                query = {"status": "open", "limit": "200"} | ({"cursor": cursor} if cursor else {})
                page = await self.desk.get("dispatcher", "/dispatch/v1/jobs", **query)
                for job in page["items"]:
                    if life := waiting.pop(job["ticket_id"], None):
                        life.job = job
                if not (cursor := page["next_cursor"]) or not waiting:
                    break
            await asyncio.sleep(0.05)

    async def _move_to(self, moment: datetime) -> datetime:
        now = datetime.fromisoformat((await self.desk.get("admin", "/clock"))["now"])
        if moment <= now:
            return now
        moved = await self.desk.post("admin", "/clock", {"now": moment.isoformat()})
        return datetime.fromisoformat(moved["now"])

    async def _technician(self) -> Answer:
        found = await self.desk.get("dispatcher", "/dispatch/v1/technicians", limit="200")
        known = next((one for one in found["items"] if one["user"] == "technician"), None)
        return known or await self.desk.post("dispatcher", "/dispatch/v1/technicians", _TECHNICIAN)


_TECHNICIAN = {
    "name": "李强",
    "user": "technician",
    "skills": ["equipment"],
    "base": {"lat": 31.2304, "lon": 121.4737},
    "region": "上海",
    "shift": {"from": "08:00", "to": "20:00"},
}
