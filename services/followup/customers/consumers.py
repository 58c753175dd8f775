"""Customers, what they own, and every contact with them (FU-03)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events import intake
from libs.common.events.envelope import Received
from libs.common.ids import derived_id, site_date
from services.followup.calls.clock import note_answered, settle_clocks
from services.followup.calls.scheduling import schedule
from services.followup.customers.merging import point
from services.followup.customers.models import Customer
from services.followup.customers.queries import customer_for_update, file_for_update
from services.followup.packs import figures

customers = Consumer("followup.customers")


@customers.on(intake.CustomerRegistered)
async def keep_customer(
    event: Received[intake.CustomerRegistered], *, session: AsyncSession, act: Act
) -> None:
    customer = await file_for_update(session, event.subject)
    customer.since = event.time
    await _keep(session, act, customer, event.data)


@customers.on(intake.CustomerChanged)
async def change_customer(
    event: Received[intake.CustomerChanged], *, session: AsyncSession, act: Act
) -> None:
    await _keep(session, act, await file_for_update(session, event.subject), event.data)


@customers.on(intake.CustomersMerged)
async def merge_files(event: Received[intake.CustomersMerged], *, session: AsyncSession, act: Act) -> None:
    await point(session=session, act=act, file_id=event.subject, survivor=event.data.into)


@customers.on(intake.CustomersUnmerged)
async def unmerge_files(
    event: Received[intake.CustomersUnmerged], *, session: AsyncSession, act: Act
) -> None:
    await point(session=session, act=act, file_id=event.subject, survivor=None)


@customers.on(intake.UnitRegistered)
async def keep_unit(event: Received[intake.UnitRegistered], *, session: AsyncSession, act: Act) -> None:
    """Where the product's pack says so the customer is followed up every month."""
    unit = event.data
    monthly = figures(
        today=site_date(act.now), category=unit.category, purchase_date=unit.purchase_date
    ).monthly
    if monthly is not None:
        file = await file_for_update(session, event.subject)
        file.monthly, file.since = True, file.since or event.time
        customer = await customer_for_update(session, event.subject)
        await settle_clocks(session=session, act=act, customer=customer)


@customers.on(intake.ContractEnding)
async def call_before_end(event: Received[intake.ContractEnding], *, session: AsyncSession, act: Act) -> None:
    await schedule(
        session=session,
        act=act,
        id_=derived_id(event.id, "contract_ending"),
        reason="contract_ending",
        earliest=act.now,
        customer_id=event.subject,
        source_id=event.data.contract_id,
    )


@customers.on(intake.ContactRegistered)
async def keep_contact(event: Received[intake.ContactRegistered], *, session: AsyncSession, act: Act) -> None:
    """Any answered contact starts the interval anew, unscheduled ones too."""
    if event.data.answered:
        await _answered(session, act, event.data.customer_id, at=event.data.occurred_at)


@customers.on(intake.ContactLinked)
async def keep_link(event: Received[intake.ContactLinked], *, session: AsyncSession, act: Act) -> None:
    """A call that was registered before anybody knew whose it was (IN-01)."""
    if event.data.answered:
        await _answered(session, act, event.data.customer_id, at=event.data.occurred_at or event.time)


@customers.on(intake.ContactAnswered)
async def keep_answer(event: Received[intake.ContactAnswered], *, session: AsyncSession, act: Act) -> None:
    """The reply that was promised is a contact of that day."""
    await _answered(session, act, event.data.customer_id, at=event.time)


async def _answered(session: AsyncSession, act: Act, customer_id: UUID | None, *, at: datetime) -> None:
    if customer_id is not None:
        customer = await customer_for_update(session, customer_id)
        await note_answered(session=session, act=act, customer=customer, at=at)


async def _keep(
    session: AsyncSession,
    act: Act,
    customer: Customer,
    data: intake.CustomerRegistered | intake.CustomerChanged,
) -> None:
    customer.tier, customer.do_not_call = data.tier, data.do_not_call
    customer.best_hours = data.best_hours
    customer.since = customer.since or act.now
    await settle_clocks(session=session, act=act, customer=customer)
