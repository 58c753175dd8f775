"""What a story needs before it begins: a customer with a unit, and a technician on the road."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfo

from deploy.local.demo.people import Answer
from deploy.local.demo.telling import Telling

SITE = {"lat": 31.2304, "lon": 121.4737}
HOME = {"text": "上海市黄浦区人民大道 200 号", **SITE}
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Scene:
    number: str
    customer: Answer
    unit: Answer
    technician: Answer


def set_scene(t: Telling, *, category: str, model: str, months_old: int) -> Scene:
    """Registers them through the desk and the dispatcher, as they would have been long ago."""
    number = f"+86138{SystemRandom().randrange(10**8):08d}"
    bought = months_before(t.now().astimezone(_ZONE).date(), months_old)
    agent = t.person("agent")
    customer = agent.post(
        "/intake/v1/customers",
        {"name": "王芳", "contacts": [{"type": "phone", "value": number}], "addresses": [HOME]},
    )
    unit = agent.post(
        "/intake/v1/units",
        {
            "customer_id": customer["id"],
            "category": category,
            "model": model,
            "specification": "2026",
            "serial": f"SN{number[-8:]}",
            "purchase_date": bought.isoformat(),
            "purchase_place": "上海南京东路店",
            "proof": "invoice",
            "price": {"amount": "3999.00", "currency": "CNY"},
            "delivered_on": bought.isoformat(),
            "delivery_inspection": {
                "photos": ["delivery.jpg"],
                "test_result": "cools",
                "signatures": ["customer", "seller"],
            },
        },
    )
    return Scene(number, customer, unit, _technician(t, category))


def months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, 28))


def window(begin: datetime, hours: int = 2) -> dict[str, str]:
    return {"from": begin.isoformat(), "to": (begin + timedelta(hours=hours)).isoformat()}


def report(**changes: object) -> Answer:
    """A complete service report (DI-11); `changes` replace or, when None, leave out fields."""
    fields: Answer = {
        "cause": "compressor seized",
        "resolution": "compressor replaced, refilled, runs",
        "parts": [{"name": "compressor", "old_returned": True}],
        "customer_opinion": "works again",
        "tests": "two hours at 4 °C",
        "hazards": "do not move while running",
        "signature": "voucher page 1",
        "cautions": "let it stand for an hour before switching on",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def _technician(t: Telling, category: str) -> Answer:
    dispatcher = t.person("dispatcher")
    for known in dispatcher.find("/dispatch/v1/technicians", limit="200"):
        if known["user"] == "technician":
            if category not in known["skills"]:
                known = dispatcher.patch(
                    f"/dispatch/v1/technicians/{known['id']}", {"skills": [*known["skills"], category]}
                )
            return known
    return dispatcher.post(
        "/dispatch/v1/technicians",
        {
            "name": "李强",
            "user": "technician",
            "skills": [category],
            "base": SITE,
            "region": "上海",
            "shift": {"from": "08:00", "to": "20:00"},
        },
    )
