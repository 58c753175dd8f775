"""What callers send and get of publicity material."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.common.privacy.seeing import PersonName
from libs.common.web.fields import In, Out, ShortText

Stock = Annotated[int, Field(ge=0, le=1_000_000)]
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]


class MaterialIn(In):
    name: ShortText
    stock: Stock = 0


class MaterialPatch(In):
    name: ShortText | None = None


class ReceiveMaterial(In):
    quantity: Quantity


class IssueMaterial(In):
    to: ShortText
    quantity: Quantity
    ticket_id: UUID | None = None


class MaterialOut(Out):
    id: UUID
    name: str
    stock: int


class IssueOut(Out):
    id: UUID
    to: PersonName = Field(validation_alias="issued_to")
    quantity: int
    ticket_id: UUID | None
    issued_by: str
    issued_at: datetime
