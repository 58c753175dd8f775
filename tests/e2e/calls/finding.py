"""What the caller has at hand must be enough to find the ticket; and the day's end."""

from datetime import datetime, timedelta
from functools import partial

from deploy.local.demo.people import Answer
from deploy.local.demo.telling import eventually
from tests.e2e.desk import Desk, phone_of


def found_by_whatever_the_caller_has_at_hand(desk: Desk) -> None:
    customer = desk.customer("欧阳修文")
    unit = desk.unit(customer)
    ticket = desk.ticket(unit, "蔬果室积水")
    at_hand = {
        "number": ticket["number"],
        "voucher": ticket["voucher_number"],
        "telephone": phone_of(customer)[3:],
        "serial": unit["serial"],
        "end of the serial": unit["serial"][-6:],
        "surname": "欧阳",
        "whole name": "欧阳修文",
        "words": "积水",
        "name and words": "欧阳 蔬果室",
    }
    for what, words in at_hand.items():
        eventually(f"the ticket by {what}", partial(_finds, desk, ticket, q=words))
    for name, value in (
        ("number", ticket["number"]),
        ("number", ticket["voucher_number"]),
        ("serial", unit["serial"]),
        ("phone", phone_of(customer)),
    ):
        assert _finds(desk, ticket, **{name: value}), name


def the_desk_closes(desk: Desk) -> None:
    """The day in figures; what nobody was sent for leads the next day's list."""
    ticket = desk.ticket(desk.unit(desk.customer()))
    desk.talk("complaint", "等了一天")
    day = desk.now().date()
    live = desk.get(f"/register/{day}")
    assert live["state"] == "open"
    assert live["contacts"]["total"] >= live["complaint_calls"]["total"] >= 1
    desk.until(datetime.fromisoformat(live["closes_at"]) + timedelta(minutes=1))

    def closed() -> Answer | None:
        page = desk.get(f"/register/{day}")
        return page if page["state"] == "closed" else None

    closing = eventually("closing", closed)["closing"]
    assert sum(closing["contacts"].values()) == live["contacts"]["total"]
    desk.opens()
    leading = desk.get(f"/register/{desk.now().date()}")["undispatched"]["items"]
    assert leading[0]["carried_over"]
    assert ticket["id"] in {line["id"] for line in leading}


def the_history_in_one_timeline(desk: Desk) -> None:
    customer = desk.customer("郑和")
    ticket = desk.ticket(desk.unit(customer))
    desk.talk("repair", "不制冷", number=phone_of(customer), ticket_id=ticket["id"])

    def told() -> set[str]:
        return {entry["type"] for entry in desk.find(f"/customers/{customer['id']}/timeline", limit="200")}

    eventually(
        "timeline",
        lambda: (
            {"CustomerRegistered", "UnitRegistered", "TicketOpened", "ContactRegistered", "JobCreated"}
            <= told()
        ),
    )


def _finds(desk: Desk, ticket: Answer, **asked: str) -> bool:
    return ticket["id"] in {seen["id"] for seen in desk.find("/tickets", **asked)}
