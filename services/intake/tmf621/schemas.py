"""What a client of the standard sends and gets (TMF621 v4.0.0)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from libs.common.web.fields import Instant, ShortText, Text
from services.intake.tickets.schemas_acts import RemoteReport
from services.intake.tmf621.parts import (
    Attachment,
    ChannelRef,
    Note,
    NoteIn,
    Part,
    RelatedEntity,
    RelatedParty,
    StatusChange,
    TroubleTicketRelationship,
)
from services.intake.tmf621.rules import Status

MOST = 100
"""Entries of an array."""

_Parties = Annotated[list[RelatedParty], Field(max_length=MOST)]
_Entities = Annotated[list[RelatedEntity], Field(max_length=MOST)]
_Attachments = Annotated[list[Attachment], Field(max_length=MOST)]
_Notes = Annotated[list[NoteIn], Field(max_length=MOST)]
_Relationships = Annotated[list[TroubleTicketRelationship], Field(max_length=MOST)]


class TroubleTicketCreate(Part):
    """Mandatory: description, severity, ticketType. Dates and states that the system sets are passed over."""

    description: Text
    severity: ShortText
    ticket_type: ShortText
    external_id: ShortText | None = None
    name: ShortText | None = None
    priority: ShortText | None = None
    requested_resolution_date: Instant | None = None
    status: Status | None = None
    status_change_reason: Text | None = None
    channel: ChannelRef | None = None
    attachment: _Attachments = Field(default=[])
    note: _Notes = Field(default=[])
    related_party: _Parties = Field(default=[])
    related_entity: _Entities = Field(default=[])
    trouble_ticket_relationship: _Relationships = Field(default=[])
    creation_date: Instant | None = None
    expected_resolution_date: Instant | None = None
    last_update: Instant | None = None
    resolution_date: Instant | None = None
    status_change_date: Instant | None = None
    status_change: Annotated[list[Any], Field(max_length=MOST)] | None = None


class TroubleTicketUpdate(Part):
    """A merge patch (RFC 7396): null takes away what can be without; notes are only ever added."""

    description: Text | None = None
    severity: ShortText | None = None
    ticket_type: ShortText | None = None
    external_id: ShortText | None = None
    name: ShortText | None = None
    priority: ShortText | None = None
    requested_resolution_date: Instant | None = None
    status: Status | None = None
    status_change_reason: Text | None = None
    channel: ChannelRef | None = None
    attachment: _Attachments | None = None
    note: _Notes | None = None
    related_party: _Parties | None = None
    related_entity: _Entities | None = None
    trouble_ticket_relationship: _Relationships | None = None
    resolution_report: RemoteReport | None = Field(
        default=None,
        description="an extension: with `status: resolved`, the report of service that needed no visit",
    )


class TroubleTicketOut(BaseModel):
    """`fields` leaves out attributes; what isn't known isn't there."""

    model_config = ConfigDict(title="TroubleTicket", populate_by_name=True, alias_generator=to_camel)

    id: str
    href: str
    external_id: str | None = None
    name: str | None = None
    description: str | None = None
    severity: str | None = None
    ticket_type: str | None = None
    priority: str | None = None
    status: Status | None = None
    status_change_date: datetime | None = None
    status_change_reason: str | None = None
    status_change: list[StatusChange] | None = None
    creation_date: datetime | None = None
    last_update: datetime | None = None
    requested_resolution_date: datetime | None = None
    expected_resolution_date: datetime | None = None
    resolution_date: datetime | None = None
    channel: ChannelRef | None = None
    attachment: list[Attachment] | None = None
    note: list[Note] | None = None
    related_party: list[RelatedParty] | None = None
    related_entity: list[RelatedEntity] | None = None
    trouble_ticket_relationship: list[TroubleTicketRelationship] | None = None
    base_type: str | None = Field(default=None, alias="@baseType")
    schema_location: str | None = Field(default=None, alias="@schemaLocation")
    type_: str | None = Field(default=None, alias="@type")


ATTRIBUTES = frozenset(field.alias or name for name, field in TroubleTicketOut.model_fields.items())
