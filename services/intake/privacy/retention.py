"""What intake lets go when its time is over: records, exports, files of whom nothing was heard (IN-12)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.partitions import first_id
from libs.common.policy.shipped import shipped_packs
from libs.common.privacy.places import retention_of
from libs.common.privacy.retention import FORGOTTEN_DAYS, Retention, years_before
from services.intake.contacts.models import Contact
from services.intake.contracts.models import Contract
from services.intake.customers.models import Customer, CustomerCase
from services.intake.privacy.erasing import erase_file
from services.intake.privacy.files import files_of
from services.intake.privacy.held import HELD, REST
from services.intake.privacy.models import CustomerExport, ExportPart
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit

EXPORTS = timedelta(days=7)
"""How long an export can be read again without asking everybody anew."""
_FILES = 20


async def forgotten(session: AsyncSession, today: datetime) -> Sequence[UUID]:
    since = today - timedelta(days=FORGOTTEN_DAYS)
    return (await session.scalars(select(Customer.id).where(Customer.erased_at >= since))).all()


async def let_more_go(*, session: AsyncSession, act: Act, today: datetime) -> int:
    await _exports(session, today)
    count = 0
    for customer in await session.scalars(_silent(today).limit(_FILES)):
        for file in await files_of(session, customer, locked=True):
            await erase_file(session=session, act=act, file=file, reason="retention")
        count += 1
    return count


async def _exports(session: AsyncSession, today: datetime) -> None:
    old = CustomerExport.id < first_id(today - EXPORTS)
    ids = select(CustomerExport.id).where(old, CustomerExport.private_key.is_not(None))
    await session.execute(delete(ExportPart).where(ExportPart.export_id.in_(ids)))
    await session.execute(update(CustomerExport).where(CustomerExport.id.in_(ids)).values(private_key=None))


def _silent(today: datetime) -> Select[Any]:
    """Files of whom nothing was heard for the time of records; proofs of purchase are kept like accounts."""
    figures = shipped_packs().base(today.date()).tickets
    heard = years_before(today, figures.keep_records_years)
    bought = years_before(today, figures.keep_accounts_years)
    kept = (
        _theirs(Contact, Contact.id >= first_id(heard)),
        _theirs(Ticket, or_(Ticket.closed_at.is_(None), Ticket.closed_at >= heard)),
        _theirs(Contract, Contract.ends_on >= heard.date()),
        _theirs(Unit, or_(Unit.purchase_date.is_(None), Unit.purchase_date >= bought.date())),
        _theirs(CustomerCase, CustomerCase.open.is_(True)),
    )
    return select(Customer).where(
        Customer.id < first_id(heard),
        and_(Customer.erased_at.is_(None), Customer.merged_into.is_(None)),
        *(~one for one in kept),
    )


def _theirs(model: Any, criterion: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of the file or of one that was merged into it."""
    return exists().where(model.customer_id == Customer.id, criterion)


retention = Retention("intake", REST, forgotten=forgotten, more=let_more_go)
places = retention_of("intake", HELD, days={"export_parts": EXPORTS.days})
