"""Statuses both ways: a ticket's as the standard tells it, and the act that a status asked for means."""

from collections.abc import Mapping
from typing import Literal, get_args

from services.intake.tickets.models import Ticket

Status = Literal[
    "acknowledged", "rejected", "pending", "held", "inProgress", "cancelled", "closed", "resolved"
]
Act = Literal["nothing", "pause_for_customer", "pause_for_part", "resume", "confirm_demand", "resolve",
              "close", "cancel", "reopen"]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)

OWN: Mapping[str, Status] = {
    "open": "acknowledged",
    "quoted": "pending",
    "waiting": "pending",
    "dispatched": "inProgress",
    "working": "inProgress",
    "done": "resolved",
    "closed": "closed",
    "cancelled": "cancelled",
}
"""While no clock waits."""
HOLDS: Mapping[str, Status] = {"customer": "pending", "part": "held"}
"""A clock that waits says so before the work does."""
UNDER_WAY = ("open", "dispatched", "working")
"""Own statuses in which a waiting clock shows."""

_ENDS: dict[Status, Act] = {"cancelled": "cancel", "closed": "close", "resolved": "resolve"}
_WAITS: dict[Status, Act] = {"pending": "pause_for_customer", "held": "pause_for_part"}
_GOES_ON: dict[Status, Act] = {"acknowledged": "resume", "inProgress": "resume"}
ACTS: Mapping[Status, Mapping[Status, Act]] = {
    "acknowledged": {**_ENDS, **_WAITS},
    "inProgress": {**_ENDS, **_WAITS},
    "pending": {**_ENDS, **_GOES_ON, "held": "pause_for_part"},
    "held": {**_ENDS, **_GOES_ON, "pending": "pause_for_customer"},
    "resolved": {"closed": "close"},
    "closed": {"acknowledged": "reopen"},
    "cancelled": {"acknowledged": "reopen"},
}
"""By the status it has, then by the one asked for; what is missing is refused."""


def status_of(ticket: Ticket) -> Status:
    return shown(ticket.status, ticket.waits_for)


def shown(own: str, waits_for: str | None) -> Status:
    return HOLDS[waits_for] if waits_for and own in UNDER_WAY else OWN[own]


def act_for(ticket: Ticket, wanted: Status) -> Act | None:
    """None where the standard or the house knows no such step."""
    present = status_of(ticket)
    if present == wanted:
        return "nothing"
    act = ACTS.get(present, {}).get(wanted)
    waits_for_demand = ticket.status == "waiting" and not ticket.demand_confirmed
    return "confirm_demand" if act == "resume" and waits_for_demand else act
