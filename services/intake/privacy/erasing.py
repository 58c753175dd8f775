"""Forgetting a person: here at once, in the other services by event (IN-12, XC-06)."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.intake import CustomerErased
from libs.common.privacy import holding
from libs.common.privacy.scrubbing import scrub
from libs.common.record import record
from libs.common.web.problems import Refusal
from services.intake.customers.models import Customer, CustomerCase, CustomerKey
from services.intake.privacy.exporting import OTHERS
from services.intake.privacy.files import files_of, ids
from services.intake.privacy.held import FILE, REST
from services.intake.privacy.models import CustomerExport, Erasure, ExportPart
from services.intake.privacy.schemas import ErasedIn, ErasureOut
from services.intake.tickets.models import Ticket


class TicketsOpen(Refusal):
    code = "tickets_open"
    zh = "还有未结的服务单 {numbers}，个人信息在结单前不能删除。"
    en = "Tickets {numbers} are open: the data are needed until they are closed."


class ComplaintOpen(Refusal):
    code = "complaint_open"
    zh = "还有 {count} 件投诉未结，个人信息在结案前不能删除。"
    en = "{count} complaint cases are open: the data are needed until they are closed."


class NotErased(Refusal):
    status = 404
    code = "not_erased"
    zh = "该客户的个人信息没有删除。"
    en = "The customer's data were not erased."


async def erase(
    *, session: AsyncSession, act: Act, customer: Customer, reason: str | None = None
) -> ErasureOut:
    """All files of the person; a second time it changes nothing. Raises `TicketsOpen`, `ComplaintOpen`."""
    files = await files_of(session, customer, locked=True)
    if any(file.erased_at is None for file in files):
        await _refuse_open(session, files)
        for file in files:
            await erase_file(session=session, act=act, file=file, reason=reason)
    return await erasure_of(session=session, customer=customer)


async def erase_file(*, session: AsyncSession, act: Act, file: Customer, reason: str | None = None) -> None:
    """Its key goes first: what was sealed with it lies in logs and topics as noise from now on."""
    await session.execute(delete(CustomerKey).where(CustomerKey.customer_id == file.id))
    about = await holding.erase(session, act, REST, file.id)
    exports = select(CustomerExport.id).where(CustomerExport.customer_id == file.id)
    await session.execute(delete(ExportPart).where(ExportPart.export_id.in_(exports)))
    FILE.blanked(file)
    file.erased_at, file.salt = act.now, None
    await record(session, act=act, aggregate=file, verb="erase", events=[CustomerErased()])
    await scrub(session, about)
    done = Erasure.values(file.id, "intake", act.now, len(about))
    await note_erased(session=session, values={**done, "reason": reason})


async def note_erased(*, session: AsyncSession, values: dict[str, object]) -> None:
    await session.execute(insert(Erasure).values(**values).on_conflict_do_nothing())


async def erasure_of(*, session: AsyncSession, customer: Customer) -> ErasureOut:
    """How far it has come. Raises `NotErased`."""
    files = await files_of(session, customer)
    if files[0].erased_at is None:
        raise NotErased
    query = select(Erasure).where(Erasure.customer_id.in_(ids(files))).order_by(Erasure.erased_at)
    done = list(await session.scalars(query))
    by_service = {one.service: one.erased_at for one in done}
    return ErasureOut(
        customer_id=files[0].id,
        files=ids(files),
        erased_at=files[0].erased_at,
        complete=len(done) == len(files) * (1 + len(OTHERS)),
        services=[ErasedIn(service=name, erased_at=at) for name, at in by_service.items()],
    )


async def _refuse_open(session: AsyncSession, files: list[Customer]) -> None:
    theirs = Ticket.customer_id.in_(ids(files))
    still_open = select(Ticket.number).where(theirs, Ticket.status.not_in(("closed", "cancelled")))
    numbers = list(await session.scalars(still_open.order_by(Ticket.id).limit(5)))
    if numbers:
        raise TicketsOpen(numbers="、".join(numbers))
    cases = select(CustomerCase.case_id).where(CustomerCase.customer_id.in_(ids(files)), CustomerCase.open)
    if count := len(list(await session.scalars(cases))):
        raise ComplaintOpen(count=count)
