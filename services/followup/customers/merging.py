"""Two files that are one customer's: one clock, one list of calls, until that is undone (IN-11, FU-06)."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD, Aggregate
from libs.common.record import record
from services.followup.calls.clock import settle_clocks
from services.followup.calls.models import FollowUp
from services.followup.customers.queries import file_for_update
from services.followup.dissatisfaction.models import Dissatisfaction
from services.followup.suggestions.models import Suggestion
from services.followup.surveys.models import Survey
from services.followup.tickets.models import Ticket

_OWNED: tuple[Any, ...] = (Ticket, FollowUp, Survey, Dissatisfaction, Suggestion)


async def point(*, session: AsyncSession, act: Act, file_id: UUID, survivor: UUID | None) -> None:
    """The file is part of `survivor` now, or of none; what was registered for it goes along.

    Its own interval calls are dropped before, so that nobody is asked for the same twice (FU-03).
    """
    files = sorted(filter(None, (file_id, survivor)), key=str)
    held = {id_: await file_for_update(session, id_) for id_ in files}
    file = held[file_id]
    before, file.merged_into = file.merged_into, survivor
    await settle_clocks(session=session, act=act, customer=file)
    for table in _OWNED:
        await _move(
            session, act, table, _registered_for(table, file_id), to=survivor or file_id, first=file_id
        )
    for id_ in filter(None, (survivor, before)):
        customer = held.get(id_) or await file_for_update(session, id_)
        await settle_clocks(session=session, act=act, customer=customer)


def _registered_for(table: Any, file_id: UUID) -> ColumnElement[bool]:
    unmoved = and_(table.first_customer_id.is_(None), table.customer_id == file_id)
    return or_(table.first_customer_id == file_id, unmoved)


async def _move(
    session: AsyncSession, act: Act, table: Any, which: ColumnElement[bool], *, to: UUID, first: UUID
) -> None:
    for row in await session.scalars(select(table).where(which).order_by(table.id).with_for_update(**HELD)):
        row.customer_id, row.first_customer_id = to, None if to == first else first
        if isinstance(row, Aggregate):
            await record(session, act=act, aggregate=row, verb="follow-customer")
