"""A merge patch of a trouble ticket: facts by `change_ticket`, the status by the act that it means."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.intake import TicketUpdated
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Invalid
from services.intake.tickets import changing, usecases
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import ChangedFault, ChangeTicket
from services.intake.tmf621 import notes, reasons, words
from services.intake.tmf621.errors import CustomerIsFixed, KindIsFixed
from services.intake.tmf621.models import TroubleTicket
from services.intake.tmf621.naming import is_customer, is_product, uuid_or_none
from services.intake.tmf621.opening import refuse_unknown_priority
from services.intake.tmf621.schemas import TroubleTicketUpdate
from services.intake.tmf621.steps import take_step

_NEVER_NULL = ("description", "severity", "ticket_type", "priority", "status", "note", "resolution_report")
_PLAIN = ("external_id", "name", "severity", "ticket_type", "priority", "requested_resolution_date")
_LISTS = ("attachment", "related_party", "related_entity", "trouble_ticket_relationship")


async def change_trouble_ticket(
    *,
    session: AsyncSession,
    act: Act,
    ticket: Ticket,
    said: TroubleTicket | None,
    changes: TroubleTicketUpdate,
) -> TroubleTicket | None:
    """All of it or nothing. Raises what `change_ticket` and `take_step` raise, and this room's refusals."""
    _refuse_nulls(changes)
    version = ticket.version
    values = _said(ticket, said, changes, act)
    if any(getattr(said, name, None) != value for name, value in values.items()):
        said = await _keep(session, act, ticket, said, values)
    await _put_right(session, act, ticket, changes)
    if changes.status is not None:
        await take_step(session=session, act=act, ticket=ticket, changes=changes)
    if values and ticket.version == version:
        await usecases.keep(session, act, ticket, "annotate", [TicketUpdated(reason="annotated")])
    return said


def _refuse_nulls(changes: TroubleTicketUpdate) -> None:
    for name in _NEVER_NULL:
        if name in changes.model_fields_set and getattr(changes, name) is None:
            alias = TroubleTicketUpdate.model_fields[name].alias
            raise Invalid.field(f"/{alias}", "required", "can't be taken away")
    if changes.status_change_reason is not None and changes.status is None:
        raise Invalid.field("/statusChangeReason", "not_allowed", "goes with a status")


async def _put_right(session: AsyncSession, act: Act, ticket: Ticket, changes: TroubleTicketUpdate) -> None:
    """What is the ticket's own, where it is new."""
    facts: dict[str, Any] = {}
    if changes.description is not None and changes.description != ticket.fault:
        facts["fault"] = ChangedFault(code=ticket.fault_code, text=changes.description)
    if changes.priority is not None:
        refuse_unknown_priority(changes.priority)
        if words.priority_of(changes.priority) != ticket.priority:
            facts["priority"] = words.priority_of(changes.priority)
    if facts:
        await changing.change_ticket(session=session, act=act, ticket=ticket, changes=ChangeTicket(**facts))


def _said(
    ticket: Ticket, said: TroubleTicket | None, changes: TroubleTicketUpdate, act: Act
) -> dict[str, Any]:
    """What only the standard carries, by the names of its table."""
    _refuse_another_kind(ticket, changes)
    given = changes.model_fields_set
    values: dict[str, Any] = {name: getattr(changes, name) for name in _PLAIN if name in given}
    if changes.status_change_reason is not None:
        given_before = said.reasons if said else []
        values["reasons"] = reasons.given(given_before, changes.status_change_reason, version=ticket.version)
    if "channel" in given:
        values["channel"] = changes.channel and changes.channel.kept()
    for name in _LISTS:
        if name in given:
            values[_COLUMN.get(name, name)] = _kept(ticket, name, getattr(changes, name) or [])
    if changes.note:
        values["note"] = notes.added(said.note if said else [], changes.note, act=act)
    return values


async def _keep(
    session: AsyncSession, act: Act, ticket: Ticket, said: TroubleTicket | None, values: dict[str, Any]
) -> TroubleTicket:
    """Also of a ticket that was opened at the desk."""
    if said is None:
        said = TroubleTicket(id=new_id(), ticket_id=ticket.id)
        session.add(said)
    for name, value in values.items():
        setattr(said, name, value)
    await record(session, act=act, aggregate=said, verb="change", correlation=ticket.id)
    return said


_COLUMN = {"trouble_ticket_relationship": "relationship"}


def _refuse_another_kind(ticket: Ticket, changes: TroubleTicketUpdate) -> None:
    """Another word for the same kind is only another word."""
    if changes.ticket_type is not None and words.kind_of(changes.ticket_type) not in (None, ticket.kind):
        raise KindIsFixed(kind=ticket.kind)


def _kept(ticket: Ticket, name: str, parts: list[Any]) -> list[dict[str, Any]]:
    """Without the ticket's own customer and product, which stay as they are. Raises `CustomerIsFixed`."""
    if name not in _OWN:
        return [part.kept() for part in parts]
    is_own, column = _OWN[name]
    if any(is_own(part) and uuid_or_none(part.id) != getattr(ticket, column) for part in parts):
        raise CustomerIsFixed()
    return [part.kept() for part in parts if not is_own(part)]


_OWN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "related_party": (is_customer, "customer_id"),
    "related_entity": (is_product, "unit_id"),
}
