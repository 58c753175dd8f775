"""A ticket as the standard shows it (TroubleTicket of TMF621 v4)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from libs.common.privacy.seeing import shown_name, shown_text
from services.intake.tickets.models import Ticket
from services.intake.tmf621 import reasons, rules, words
from services.intake.tmf621.history import resolution_date
from services.intake.tmf621.models import TroubleTicket, TroubleTicketState

BASE = "/tmf-api/troubleTicket/v4"
HERE = f"/intake{BASE}"

Resource = dict[str, Any]
_written: TypeAdapter[Resource] = TypeAdapter(dict[str, Any])


def resource(ticket: Ticket, said: TroubleTicket | None, state: TroubleTicketState | None) -> Resource:
    """For whoever was named by `show_to`; JSON values, attributes that aren't known left out."""
    attributes = {
        "id": ticket.id,
        "href": href(ticket.id),
        **_named(ticket, said),
        **_status(ticket, said, state),
        **_times(ticket, said, state),
        **_parts(ticket, said),
        "@baseType": "Entity",
        "@type": "TroubleTicket",
    }
    known = {name: value for name, value in attributes.items() if value is not None and value != []}
    written: Resource = _written.dump_python(known, mode="json")
    return written


def href(ticket_id: UUID | str) -> str:
    """Without a host, so that it holds behind any gateway."""
    return f"{HERE}/troubleTicket/{ticket_id}"


def _named(ticket: Ticket, said: TroubleTicket | None) -> Resource:
    return {
        "externalId": said and said.external_id,
        "name": said and said.name and shown_text(said.name),
        "description": shown_text(ticket.fault),
        "severity": (said and said.severity) or words.severity_word(ticket),
        "ticketType": (said and said.ticket_type) or ticket.kind,
        "priority": words.priority_word(ticket, said.priority if said else None),
    }


def _status(ticket: Ticket, said: TroubleTicket | None, state: TroubleTicketState | None) -> Resource:
    history = list(_history(ticket, said, state))
    latest = history[-1]
    return {
        "status": latest["status"],
        "statusChangeDate": latest.get("changeDate"),
        "statusChangeReason": latest.get("changeReason"),
        "statusChange": history,
    }


def _history(
    ticket: Ticket, said: TroubleTicket | None, state: TroubleTicketState | None
) -> Iterator[Resource]:
    """What was told so far, and what the ticket has become since."""
    told = state.history if state else []
    for change in told:
        reason = change.get("changeReason")
        yield {**change, **({"changeReason": shown_text(reason)} if reason else {})}
    present = rules.status_of(ticket)
    if not told or told[-1]["status"] != present:
        reason = reasons.between(said.reasons, after=state.version if state else 0) if said else None
        newest = {
            "status": present,
            "changeDate": _since(ticket, present) or (None if told else ticket.opened_at),
            "changeReason": reason and shown_text(reason),
            "@type": "StatusChange",
        }
        yield {name: value for name, value in newest.items() if value is not None}


def _since(ticket: Ticket, present: rules.Status) -> datetime | None:
    """Since when, where the ticket itself knows."""
    if present in ("closed", "cancelled"):
        return ticket.closed_at
    if present == "resolved":
        return ticket.done_at
    holds = [clock.deadline.hold for clock in ticket.clocks.all if clock.deadline.hold]
    return max((hold.since for hold in holds), default=None) if ticket.status in rules.UNDER_WAY else None


def _times(ticket: Ticket, said: TroubleTicket | None, state: TroubleTicketState | None) -> Resource:
    due = next((at for kind in ("repair", "reply", "answer") if (at := ticket.clocks.due(kind))), None)
    return {
        "creationDate": ticket.opened_at,
        "lastUpdate": state.changed_at if state else ticket.opened_at,
        "requestedResolutionDate": said and said.requested_resolution_date,
        "expectedResolutionDate": None if ticket.ended or ticket.done_at else due,
        "resolutionDate": resolution_date(ticket),
    }


def _parts(ticket: Ticket, said: TroubleTicket | None) -> Resource:
    return {
        "channel": said and said.channel,
        "attachment": said and said.attachment,
        "note": said and [{**note, "text": shown_text(note["text"])} for note in said.note],
        "relatedParty": [_customer(ticket), *map(_party, said.related_party if said else [])],
        "relatedEntity": [*_product(ticket), *(said.related_entity if said else [])],
        "troubleTicketRelationship": [*map(_tied, ticket.links), *(said.relationship if said else [])],
    }


def _tied(link: Resource) -> Resource:
    """A ticket that it was split or merged with."""
    return {
        "id": link["ticket_id"],
        "href": href(link["ticket_id"]),
        "name": link["number"],
        "relationshipType": link["link"],
    }


def _customer(ticket: Ticket) -> Resource:
    """By id only: who it is tells the customer file, to those who need it (IN-12)."""
    return {
        "id": ticket.customer_id,
        "href": f"/intake/v1/customers/{ticket.customer_id}",
        "role": "customer",
        "@referredType": "Customer",
    }


def _party(party: Resource) -> Resource:
    return {**party, **({"name": shown_name(party["name"])} if "name" in party else {})}


def _product(ticket: Ticket) -> list[Resource]:
    if ticket.unit_id is None:
        return []
    return [
        {
            "id": ticket.unit_id,
            "href": f"/intake/v1/units/{ticket.unit_id}",
            "name": ticket.category,
            "role": "product",
            "@referredType": "Product",
        }
    ]
