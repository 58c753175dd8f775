"""Erasing again what a backup brought back (IN-12)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD as LOCKED
from services.intake.customers.models import Customer
from services.intake.privacy.erasing import erase_file


async def erased(session: AsyncSession) -> dict[UUID, datetime]:
    """Every file that was erased, and when: ids only, to be kept where backups are."""
    rows = await session.execute(
        select(Customer.id, Customer.erased_at).where(Customer.erased_at.is_not(None))
    )
    return {row.id: row.erased_at for row in rows}


async def erase_again(*, session: AsyncSession, act: Act, ids: Collection[UUID]) -> list[UUID]:
    """Those of `ids` that are here with their data; what is open at the time of the backup hinders nobody."""
    named = any_(cast(list(ids), ARRAY(Uuid)))
    here = select(Customer).where(Customer.id == named, Customer.erased_at.is_(None))
    files = (await session.scalars(here.order_by(Customer.id).with_for_update(**LOCKED))).all()
    for file in files:
        await erase_file(session=session, act=act, file=file, reason="backup restored")
    return [file.id for file in files]
