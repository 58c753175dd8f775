"""What a reader gets of a unit's life."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from libs.common.money import MoneyField
from libs.common.privacy.seeing import Document
from libs.common.web.fields import Out
from services.intake.units.clocks import State
from services.intake.units.schemas import UnitOut


class ClockOut(Out):
    """`none`: no warranty, or a part that goes by the unit's; `without_end` has no `until` (PO-11)."""

    state: State
    since: date | None
    until: date | None


class ComponentHistory(Out):
    name: str
    replaced_on: date
    warranty: ClockOut


class ExchangeOut(Out):
    """The faulty piece went, the new one took its place under the same warranty facts (PO-11)."""

    on: date
    faulty_serial: str | None
    faulty_model: str | None
    new_serial: str
    ticket_id: UUID | None


class TicketOfUnit(Out):
    """`failed`: a repair on record that did not hold (PO-09)."""

    id: UUID
    number: str
    kind: str
    status: str
    outcome: str | None
    service_type: str
    fault: Document
    opened_at: datetime
    done_at: datetime | None
    closed_at: datetime | None
    visits: int
    charged: MoneyField | None
    repeat_repair: bool
    failed: bool


class ContractOfUnit(Out):
    id: UUID
    number: str
    from_: date = Field(serialization_alias="from")
    to: date
    status: str


class UnitHistory(Out):
    """Newest first; of very many tickets the last 200."""

    unit: UnitOut
    warranty: ClockOut | None
    """Null while nobody knows when it was bought."""
    components: list[ComponentHistory]
    exchanges: list[ExchangeOut]
    tickets: list[TicketOfUnit]
    repairs: list[TicketOfUnit]
    """Those of the tickets whose work was done."""
    contracts: list[ContractOfUnit]


def fault_of(code: str | None, text: str, component: str | None) -> dict[str, Any]:
    return {"code": code, "text": text, "component": component}
