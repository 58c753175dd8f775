"""The attributes that a list can be filtered by, as SQL: what a reader is shown is what is compared."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, union_all
from sqlalchemy.orm import aliased

from libs.common.ids import SITE_ZONE
from libs.common.web.fields import InstantOrDay
from services.intake.tickets.models import Ticket
from services.intake.tmf621 import rules
from services.intake.tmf621.filters import Condition, refused
from services.intake.tmf621.models import TroubleTicket, TroubleTicketState

_moment: TypeAdapter[datetime | date] = TypeAdapter(InstantOrDay)
_uuid: TypeAdapter[UUID] = TypeAdapter(UUID)


def _is_status(word: str) -> ColumnElement[bool]:
    """The same as `rules.shown`, as conditions that an index can serve."""
    under_way = Ticket.status.in_(rules.UNDER_WAY)
    ways = [
        and_(Ticket.status == own, or_(~under_way, Ticket.waits_for.is_(None)))
        for own, shown in rules.OWN.items()
        if shown == word
    ]
    ways += [
        and_(under_way, Ticket.waits_for == reason) for reason, shown in rules.HOLDS.items() if shown == word
    ]
    return or_(false(), *ways)


def _updated(compared: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """By two indexes: of tickets that listeners know, and of those that nobody has heard of yet."""
    known = select(TroubleTicketState.ticket_id).where(compared(TroubleTicketState.changed_at))
    fresh = aliased(Ticket)
    heard = select(TroubleTicketState.ticket_id).where(TroubleTicketState.ticket_id == fresh.id).exists()
    unheard = select(fresh.id).where(compared(fresh.opened_at), ~heard)
    return Ticket.id.in_(union_all(known, unheard))


_URGENT = func.lower(TroubleTicket.priority).in_(("critical", "urgent", "high")) == (
    Ticket.priority == "urgent"
)
_TEXTS: dict[str, ColumnElement[Any]] = {
    "externalId": TroubleTicket.external_id,  # type: ignore[dict-item]
    "name": TroubleTicket.name,  # type: ignore[dict-item]
    "description": Ticket.fault,  # type: ignore[dict-item]
    "severity": func.coalesce(
        TroubleTicket.severity,
        case((Ticket.safety, "Critical"), (Ticket.priority == "urgent", "Major"), else_="Minor"),
    ),
    "ticketType": func.coalesce(TroubleTicket.ticket_type, Ticket.kind),
    "priority": case(
        (and_(TroubleTicket.priority.is_not(None), _URGENT), TroubleTicket.priority),
        (Ticket.priority == "urgent", "High"),
        else_="Medium",
    ),
    "channel.id": TroubleTicket.channel["id"].astext,
}
_MOMENTS: dict[str, ColumnElement[Any]] = {
    "creationDate": Ticket.opened_at,  # type: ignore[dict-item]
    "lastUpdate": func.coalesce(TroubleTicketState.changed_at, Ticket.opened_at),
    "requestedResolutionDate": TroubleTicket.requested_resolution_date,  # type: ignore[dict-item]
    "resolutionDate": func.coalesce(Ticket.done_at, case((Ticket.status == "closed", Ticket.closed_at))),
}
_REFERENCES: dict[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    "relatedParty.id": (Ticket.customer_id, TroubleTicket.related_party),  # type: ignore[dict-item]
    "relatedEntity.id": (Ticket.unit_id, TroubleTicket.related_entity),  # type: ignore[dict-item]
}
SORTED_BY: dict[str, ColumnElement[Any]] = {
    "id": Ticket.id,  # type: ignore[dict-item]
    "creationDate": Ticket.opened_at,  # type: ignore[dict-item]
    "lastUpdate": _MOMENTS["lastUpdate"],
}
FILTERED_BY = ("id", "status", *_TEXTS, *_MOMENTS, *_REFERENCES)

_COMPARED: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


def criterion(asked: Condition) -> ColumnElement[bool]:
    """Raises `Invalid` for an attribute that no list is filtered by, or a value that it can't have."""
    if asked.name in _MOMENTS:
        return _by_moment(asked, _MOMENTS[asked.name])
    if asked.operator not in ("eq", "ne"):
        raise refused(asked.parameter, "only moments can be compared")
    found = _equal(asked)
    return found if asked.operator == "eq" else ~func.coalesce(found, False)


def _equal(asked: Condition) -> ColumnElement[bool]:
    if asked.name == "id":
        return Ticket.id.in_(_ids(asked.values))
    if asked.name == "status":
        return or_(*map(_is_status, asked.values))
    if asked.name in _TEXTS:
        return _TEXTS[asked.name].in_(asked.values)
    if asked.name in _REFERENCES:
        own, others = _REFERENCES[asked.name]
        named = [others.contains([{"id": value}]) for value in asked.values]
        return or_(own.in_(_ids(asked.values)), *named)
    raise refused(asked.parameter, f"filter by {', '.join(FILTERED_BY)}")


def _by_moment(asked: Condition, column: ColumnElement[Any]) -> ColumnElement[bool]:
    values = [_read(asked, value) for value in asked.values]
    if asked.operator == "ne":
        return column.not_in(values)

    def compared(to: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = (
            to.in_(values) if asked.operator == "eq" else _COMPARED[asked.operator](to, values[0])
        )
        return found

    return _updated(compared) if asked.name == "lastUpdate" else compared(column)


def _read(asked: Condition, value: str) -> datetime:
    """A day is its first moment at the site; a `+` that the query made a space is one again."""
    try:
        read = _moment.validate_python(re_plus(value))
    except ValidationError:
        raise refused(asked.parameter, "an RFC 3339 time with offset, or a day YYYY-MM-DD") from None
    if isinstance(read, datetime):
        return read
    return datetime.combine(read, time.min, SITE_ZONE).astimezone(UTC)


def re_plus(value: str) -> str:
    return value[:-6] + "+" + value[-5:] if value[-6:-5] == " " else value


def _ids(values: tuple[str, ...]) -> list[UUID]:
    """Those that could be ids of ours; no other names a row."""
    found = []
    for value in values:
        try:
            found.append(_uuid.validate_python(value))
        except ValidationError:
            continue
    return found
