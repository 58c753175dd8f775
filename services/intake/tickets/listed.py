"""Tickets of a list: what a reader sees of their rows, without the objects that act."""

from typing import Any, cast

from sqlalchemy import Row

from services.intake.tickets.models import Ticket

_UNSEEN = {"facts", "earlier_entitlements", "salt", "version", "location", "latitude", "longitude"}
COLUMNS = (
    *(column for column in Ticket.__table__.columns if column.name not in _UNSEEN),
    Ticket.facts["component"].astext.label("component"),
)


class _Listed:
    """Reads as a ticket does; what follows from its columns follows in the same way."""

    def __init__(self, row: Row[Any]) -> None:
        self.__dict__ = row._asdict()

    chargeable = Ticket.chargeable
    clocks = Ticket.clocks
    consent_given = Ticket.consent_given
    ready = Ticket.ready


def listed(row: Row[Any]) -> Ticket:
    return cast(Ticket, _Listed(row))
