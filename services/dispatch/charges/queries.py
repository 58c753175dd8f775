"""Reading charges."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from libs.common.act import Actor
from libs.common.database import HELD
from services.dispatch.charges.models import Charge
from services.dispatch.visits.models import Visit
from services.dispatch.visits.queries import own_visits


def own_charges(actor: Actor) -> ColumnElement[bool]:
    """Those of a technician's own visits."""
    return Charge.visit_id.in_(select(Visit.id).where(own_visits(actor)))


def charges(
    *, ticket_id: UUID | None, visit_id: UUID | None, status: str | None, handed_over: bool | None
) -> Select[Any]:
    """`handed_over`: of what was collected on site, what finance has or lacks."""
    wanted = {Charge.ticket_id: ticket_id, Charge.visit_id: visit_id, Charge.status: status}
    query = select(Charge).where(*(column == value for column, value in wanted.items() if value is not None))
    if handed_over is None:
        return query
    given = Charge.handed_over_at.is_not(None) if handed_over else Charge.handed_over_at.is_(None)
    return query.where(Charge.status == "collected", given)


def charged_unheard(ticket_id: UUID, *, since: datetime) -> Select[Charge]:
    """Of a ticket, in order: those that no answer of the customer was known for."""
    unjudged = Charge.consented.is_(None), Charge.charged_at > since
    query = select(Charge).where(Charge.ticket_id == ticket_id, *unjudged)
    return query.order_by(Charge.charged_at, Charge.id).with_for_update(**HELD)
