"""Service contracts; the key is the customer (PO-04)."""

from datetime import date
from uuid import UUID

from libs.common.events.envelope import Event
from libs.common.events.intake.topics import CUSTOMERS


@CUSTOMERS.event
class ContractSigned(Event, frozen=True):
    contract_id: UUID
    number: str
    starts_on: date
    ends_on: date
    unit_ids: list[UUID]


@CUSTOMERS.event
class ContractEnding(Event, frozen=True):
    contract_id: UUID
    ends_on: date


@CUSTOMERS.event
class ContractEnded(Event, frozen=True):
    contract_id: UUID
