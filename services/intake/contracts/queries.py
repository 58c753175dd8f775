"""Which contract covers a unit (PO-04)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, ScalarSelect, Select, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import SITE_ZONE
from services.intake.contracts.models import Contract
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketVisit


class Cover(NamedTuple):
    """A contract in force over a unit, and how many of its visits were made or are to come."""

    contract: Contract
    visits_used: int

    @property
    def allowing(self) -> Contract | None:
        """The contract, unless its visits are used up."""
        visits = self.contract.visits
        return self.contract if visits is None or self.visits_used < visits else None

    def asked(self) -> dict[str, Any]:
        """As a decision is asked with it."""
        terms = {
            "from": self.contract.starts_on.isoformat(),
            "to": self.contract.ends_on.isoformat(),
            "visits": self.contract.visits,
            "visits_used": self.visits_used,
            "response_hours": self.contract.response_hours,
        }
        return {name: value for name, value in terms.items() if value is not None}


async def contract_in_force(session: AsyncSession, unit_id: UUID, on: date) -> Contract | None:
    """The contract that covers the unit on that day; of several the one that ends last."""
    return await session.scalar(_covering(unit_id, on))


async def contract_for_new_work(session: AsyncSession, unit_id: UUID, on: date) -> Cover | None:
    return (await contracts_for_new_work(session, [unit_id], on)).get(unit_id)


async def contracts_for_new_work(
    session: AsyncSession, unit_ids: Sequence[UUID], on: date
) -> dict[UUID, Cover]:
    """Of each unit the one in force that allows a visit more (PO-04, *default*), else one that is used up."""
    found = await session.execute(_COVERS, {"unit_ids": list(unit_ids), "on": on})
    covers = sorted((Cover(*row) for row in found), key=lambda cover: cover.allowing is None)
    return {
        unit_id: next(cover for cover in covers if unit_id in cover.contract.unit_ids)
        for unit_id in unit_ids
        if any(unit_id in cover.contract.unit_ids for cover in covers)
    }


def _covering(unit_id: UUID, on: date) -> Select[Contract]:
    """Of several the one that ends last."""
    return (
        select(Contract)
        .where(Contract.unit_ids.contains([unit_id]), Contract.starts_on <= on, Contract.ends_on >= on)
        .order_by(*_LAST_TO_END)
        .limit(1)
    )


def _visits_made() -> ScalarSelect[int]:
    """Visits under the contract, of all its units, that were made or are to come."""
    opened_on = func.date(func.timezone(SITE_ZONE.key, Ticket.opened_at))
    return (
        select(func.count())
        .select_from(TicketVisit)
        .join(Ticket, Ticket.id == TicketVisit.ticket_id)
        .where(
            TicketVisit.state != "failed",
            Ticket.service_type == "B",
            Ticket.unit_id == Contract.unit_ids.any_(),
            opened_on.between(Contract.starts_on, Contract.ends_on),
        )
        .correlate(Contract)
        .scalar_subquery()
    )


_LAST_TO_END = (Contract.ends_on.desc(), Contract.id)
_COVERS = (
    select(Contract, _visits_made())
    .where(
        Contract.unit_ids.overlap(bindparam("unit_ids", type_=ARRAY(Uuid))),
        Contract.starts_on <= bindparam("on", type_=Date),
        Contract.ends_on >= bindparam("on", type_=Date),
    )
    .order_by(*_LAST_TO_END)
)
