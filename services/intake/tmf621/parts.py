"""Parts of the standard's resource, alike in what is sent and what is answered."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from libs.common.web.fields import Instant, ShortText, Text


class Part(BaseModel):
    """What isn't given isn't there; attributes of the standard only, in its own spelling."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, alias_generator=to_camel, str_max_length=2000
    )

    base_type: ShortText | None = Field(default=None, alias="@baseType")
    schema_location: ShortText | None = Field(default=None, alias="@schemaLocation")
    type_: ShortText | None = Field(default=None, alias="@type")

    def kept(self) -> dict[str, Any]:
        """As it is stored, and answered again."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Reference(Part):
    id: ShortText
    href: Text | None = None
    name: ShortText | None = None
    referred_type: ShortText | None = Field(default=None, alias="@referredType")


class ChannelRef(Reference):
    pass


class RelatedParty(Reference):
    role: ShortText | None = None


class RelatedEntity(Reference):
    role: ShortText | None = None


class TroubleTicketRelationship(Part):
    id: ShortText | None = None
    href: Text | None = None
    name: ShortText | None = None
    relationship_type: ShortText | None = None


class Quantity(BaseModel):
    amount: float | None = None
    units: ShortText | None = None


class TimePeriod(BaseModel):
    model_config = ConfigDict(populate_by_name=True, alias_generator=to_camel)

    start_date_time: Instant | None = None
    end_date_time: Instant | None = None


class Attachment(Part):
    """By its address; the content itself stays where it is."""

    id: ShortText | None = None
    href: Text | None = None
    attachment_type: ShortText | None = None
    description: Text | None = None
    mime_type: ShortText | None = None
    name: ShortText | None = None
    url: Text | None = None
    size: Quantity | None = None
    valid_for: TimePeriod | None = None
    referred_type: ShortText | None = Field(default=None, alias="@referredType")


class NoteIn(Part):
    """With an `id` it is one that is there already, without it a new one."""

    id: ShortText | None = None
    author: ShortText | None = None
    date: Instant | None = None
    text: Text | None = None


class StatusChange(Part):
    change_date: datetime | None = None
    change_reason: str | None = None
    status: str | None = None


class Note(Part):
    id: str
    author: str
    date: datetime
    text: str
