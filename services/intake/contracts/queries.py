"""Which contract covers a unit (PO-04)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, DateTime, ScalarSelect, Select, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import SITE_ZONE
from libs.common.prepared import Prepared
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


async def response_hours(session: AsyncSession, ticket: Ticket, on: date) -> int | None:
    """The shortest that a contract over its unit promises that day; its own visits aren't held against it."""
    if ticket.unit_id is None:
        return None
    terms = {"unit_ids": [ticket.unit_id], "on": on, "opened_at": ticket.opened_at}
    covers = [Cover(*row) for row in await _COVERS_BEFORE.rows(session, **terms)]
    allowing = (contract for cover in covers if (contract := cover.allowing))
    return min((one.response_hours for one in allowing if one.response_hours is not None), default=None)


async def contract_for_new_work(session: AsyncSession, unit_id: UUID, on: date) -> Cover | None:
    return (await contracts_for_new_work(session, [unit_id], on)).get(unit_id)


async def contracts_for_new_work(
    session: AsyncSession, unit_ids: Sequence[UUID], on: date
) -> dict[UUID, Cover]:
    """Of each unit one in force that allows a visit more (PO-04, *default*), else one that is used up.

    Of several the one with the shortest response, then the one that ends last.
    """
    found = await _COVERS.rows(session, unit_ids=list(unit_ids), on=on)
    covers = sorted((Cover(*row) for row in found), key=lambda cover: cover.allowing is None)
    return {
        unit_id: next(cover for cover in covers if unit_id in cover.contract.unit_ids)
        for unit_id in unit_ids
        if any(unit_id in cover.contract.unit_ids for cover in covers)
    }


def _visits_made(*of_tickets: ColumnElement[bool]) -> ScalarSelect[int]:
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
            *of_tickets,
        )
        .correlate(Contract)
        .scalar_subquery()
    )


def _covers(*of_tickets: ColumnElement[bool]) -> Select[Contract, int]:
    return (
        select(Contract, _visits_made(*of_tickets))
        .where(
            Contract.unit_ids.overlap(bindparam("unit_ids", type_=ARRAY(Uuid))),
            Contract.starts_on <= bindparam("on", type_=Date),
            Contract.ends_on >= bindparam("on", type_=Date),
        )
        .order_by(Contract.response_hours.asc().nulls_last(), Contract.ends_on.desc(), Contract.id)
    )


_COVERS = Prepared(_covers())
_COVERS_BEFORE = Prepared(_covers(Ticket.opened_at < bindparam("opened_at", type_=DateTime(timezone=True))))
