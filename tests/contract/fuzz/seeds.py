"""What exists before the fuzzing begins: rows in every state for acts to meet, and the ids that name them."""

from collections import defaultdict
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import httpx
from fastapi import FastAPI

from libs.common import deadletter
from libs.common.events.cloudevents import Record
from libs.common.ids import new_id, site_date
from libs.common.testing import web
from tests.integration.complaints import house as complaints_house
from tests.integration.dispatch import house as dispatch_house
from tests.integration.followup import house as followup_house
from tests.integration.intake import house as intake_house
from tests.integration.intake import told
from tests.integration.intake.knowledge import told as knowledge
from tests.integration.intake.tickets.house import QUOTE, Desk

Ids = dict[str, list[str]]


async def seed(service: str, database_url: str) -> Ids:
    """Fills a fresh database; the ids by the name of the parameter or field that takes them."""
    app = import_module(f"services.{service}.app").build_api(web.settings_for(database_url, pool_size=4))
    try:
        await _SEEDS[service](app)
        letter = await _dead_letter(service, app)
        async with web.client(app, "service_manager") as reader:
            return {**await _ids(app, reader), "event_id": [letter]}
    finally:
        await app.state.wakeup.close()
        await app.state.database.close()


async def _dead_letter(service: str, app: FastAPI) -> str:
    """The id of one."""
    garbage = Record(
        topic="none", partition=0, offset=0, key=b"\xff", headers=[("a", b"\xff")], value=b"\xff"
    )
    async with app.state.database.transaction() as session:
        await deadletter.discard(session, garbage, service=service, error="nobody can read it")
    return str(garbage.derived_id())


async def _intake(app: FastAPI) -> None:
    async with web.client(app, "agent") as agent:
        for steps in ((), ("quote",), ("quote", "consent"), ("pause",), ("work",), ("cancel",)):
            desk = await Desk.open(intake_house.Intake(app, agent, begins=datetime.now(UTC)))
            for step in steps:
                await (desk.work() if step == "work" else desk.act(step, _TICKET_ACTS[step]))
        await _articles(desk.intake)
        await _register(desk.intake)
        await _merges(desk.intake)
    async with web.client(app, "service_manager") as listener:
        await listener.post("/intake/tmf-api/troubleTicket/v4/hub", json={"callback": "https://1.1.1.1/"})


async def _merges(house: intake_house.Intake) -> None:
    """Files merged and to be merged, a ticket split, one merged, a unit exchanged."""
    files = [(await told.customer(house.http))["id"] for _ in range(4)]
    await house.post("agent", f"/customers/{files[0]}/merge", {"customer_id": files[1]})
    unit = await told.unit(house.http, files[0])
    desk = Desk(house, await told.ticket(house.http, files[0], unit["id"]))
    again = await told.ticket(house.http, files[0], unit["id"])
    await desk.act("split", {"fault": {"text": "漏水"}})
    await desk.act("merge", {"ticket_id": again["id"]})
    await house.post("agent", f"/units/{unit['id']}/exchange", {"new_serial": "SN-NEW"})
    await house.hear_itself()


async def _register(house: intake_house.Intake) -> None:
    """Papers without an entry; issues that nobody has seen, that one department has, that are answered."""
    for number in range(3):
        await house.post("agent", "/returned-vouchers", {"number": f"V0-{number}"})
        await Desk.open(house, fault={"code": f"E{number}", "text": "冒烟"}, safety=True)
    await house.hear_itself()
    _, seen, answered = [issue["id"] for issue in (await house.get("/quality-issues"))["items"]]
    await house.post("rnd", f"/quality-issues/{seen}/acknowledge")
    await house.post("quality", f"/quality-issues/{answered}/answer", {"text": "停用"})


async def _articles(house: intake_house.Intake) -> None:
    """Published ones: without a draft, with one, and with one in review."""
    for draft in ("none", "draft", "review"):
        path = f"/articles/{(await knowledge.published(house))['id']}"
        if draft != "none":
            await house.patch("agent", path, {"title": {"en": "No cooling"}})
        if draft == "review":
            await house.post("agent", f"{path}/submit")


_TICKET_ACTS: dict[str, Any] = {
    "quote": QUOTE,
    "consent": {"given": True, "by": "王芳", "how": "phone"},
    "pause": {"reason": "customer"},
    "cancel": {"reason": "误报"},
}


async def _dispatch(app: FastAPI) -> None:
    async with web.client(app, None) as http:
        house = dispatch_house.Dispatch(app, http, begins=datetime.now(UTC))
        technician = await house.technician()
        for done in range(len(dispatch_house.DONE) + 1):
            for _ in range(2):
                await house.visit(*dispatch_house.DONE[:done], technician=technician)
            await house.ticket()
            await house.post("service_manager", "/price-lists", dispatch_house.price_list(), expect=201)
        day = site_date(house.now).isoformat()
        await house.published(dispatch_house.price_list(valid_from=day))
        for amount in ("20.00", "900.00"):
            visit = await house.visit(*dispatch_house.DONE[:3], technician=technician)
            await house.charge(visit, {"amount": {"amount": amount}})


async def _complaints(app: FastAPI) -> None:
    async with web.client(app, None) as http:
        house = complaints_house.Complaints(app, http, begins=datetime.now(UTC))
        for way in (complaints_house.MINOR_WAY, complaints_house.DECIDED):
            serious = {"severity": "serious"} if way is complaints_house.DECIDED else {}
            for done in range(len(way) + 1):
                await house.act(await house.complaint(**serious), *way[:done])
        for _ in range(4):
            ticket = new_id()
            await house.late(ticket, visit=await house.scheduled(ticket))


async def _followup(app: FastAPI) -> None:
    async with web.client(app, None) as http:
        house = followup_house.FollowUps(app, http, begins=datetime.now(UTC))
        for _ in range(6):
            ticket = await house.ticket(await house.customer())
            await house.visited(ticket)
            await house.closed(ticket)
        await house.move(days=4)


_SEEDS = {"intake": _intake, "dispatch": _dispatch, "complaints": _complaints, "followup": _followup}


async def _ids(app: FastAPI, reader: httpx.AsyncClient) -> Ids:
    """`ticket_id` → ids of tickets and so on, from every list and from what its items refer to."""
    found: dict[str, set[str]] = defaultdict(set)
    paths = app.openapi()["paths"]
    for path in paths:
        collection, _, name = path.rpartition("/")
        if name.startswith("{") and "get" in paths.get(collection, {}):
            listed = (await reader.get(f"{collection}?limit=200")).json()
            for item in listed if isinstance(listed, list) else listed.get("items", ()):
                for field, value in {**item, name.strip("{}"): item.get("id")}.items():
                    if field.endswith("_id") and isinstance(value, str):
                        found[field].add(value)
    return {name: sorted(ids) for name, ids in found.items()}
