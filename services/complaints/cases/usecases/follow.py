"""A case goes with its customer's file when intake finds two files to be one customer's (IN-11)."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.record import record
from services.complaints.cases.models import Case


async def follow_customer(
    *, session: AsyncSession, act: Act, customer_id: UUID, survivor: UUID | None
) -> None:
    """To the survivor, or back to the file that the case was registered for."""
    unmoved = and_(Case.first_customer_id.is_(None), Case.customer_id == customer_id)
    theirs = select(Case).where(or_(Case.first_customer_id == customer_id, unmoved))
    for case in await session.scalars(theirs.order_by(Case.id).with_for_update(**HELD)):
        case.customer_id = survivor or customer_id
        case.first_customer_id = customer_id if survivor else None
        await record(session, act=act, aggregate=case, verb="follow-customer", correlation=case.id)
