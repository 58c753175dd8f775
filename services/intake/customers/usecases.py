"""What changes a customer file; each change is published with the personal part sealed (IN-11, IN-12)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.intake.customers.models import Customer, CustomerKey
from services.intake.customers.schemas import CustomerIn, CustomerPatch, row_values
from services.intake.customers.sealing import new_key


class UnknownCustomer(Invalid):
    """A body names a customer that isn't there; `pointer` says where."""

    code = "unknown_customer"
    zh = "没有这位客户。"
    en = "There is no such customer."

    def __init__(self, pointer: str = "/customer_id") -> None:
        super().__init__(errors=[FieldError(pointer, self.code, self.en)])


class CustomerMerged(Refusal):
    code = "customer_merged"
    zh = "客户档案 {customer_id} 已并入 {into}，请在后者办理。"
    en = "The customer file {customer_id} was merged into {into}: act on that one."


class CustomerErased(Refusal):
    code = "customer_erased"
    zh = "该客户的个人信息已按要求删除。"
    en = "The customer's personal data were erased on request."


async def register_customer(*, session: AsyncSession, act: Act, details: CustomerIn) -> Customer:
    """A new customer file with a key of its own."""
    customer = Customer(id=new_id(), **row_values(details, only_given=False))
    key = new_key()
    session.add_all([customer, CustomerKey(customer_id=customer.id, key=key)])
    await record(session, act=act, aggregate=customer, verb="register", events=customer.registered(key))
    return customer


async def change_customer(
    *, session: AsyncSession, act: Act, customer: Customer, changes: CustomerPatch
) -> Customer:
    """Raises `CustomerMerged`, `CustomerErased`."""
    if customer.merged_into is not None:
        raise CustomerMerged(customer_id=customer.id, into=customer.merged_into)
    if customer.erased_at is not None:
        raise CustomerErased
    key = await session.get_one(CustomerKey, customer.id)
    events = customer.change(row_values(changes, only_given=True), key=key.key)
    if events:
        await record(session, act=act, aggregate=customer, verb="change", events=events)
    return customer


async def lock_customer(
    *, session: AsyncSession, customer_id: UUID, pointer: str = "/customer_id"
) -> Customer:
    """The customer named in a body, held until the end of the transaction; of a merged file the survivor.

    Raises `UnknownCustomer`, `CustomerErased`.
    """
    customer = await lock_file(session=session, customer_id=customer_id, pointer=pointer)
    if customer.erased_at is not None:
        raise CustomerErased
    return customer


async def lock_file(*, session: AsyncSession, customer_id: UUID, pointer: str = "/customer_id") -> Customer:
    """The same for what happens by itself, also after the person was forgotten. Raises `UnknownCustomer`."""
    held = select(Customer).where(Customer.id == customer_id).with_for_update(**HELD)
    customer = await session.scalar(held)
    if customer is None:
        raise UnknownCustomer(pointer)
    if customer.merged_into is None:
        return customer
    return await lock_file(session=session, customer_id=customer.merged_into, pointer=pointer)


async def tell_of_customer(
    *, session: AsyncSession, act: Act, customer_id: UUID, verb: str, events: Sequence[Event]
) -> None:
    """Publish what happened to a unit or contract: its events are the customer's, in the customer's order."""
    customer = await lock_file(session=session, customer_id=customer_id)
    await record(session, act=act, aggregate=customer, verb=verb, events=events)


async def mark_missed_appointment(*, session: AsyncSession, act: Act, customer_id: UUID) -> None:
    customer = await lock_file(session=session, customer_id=customer_id)
    customer.miss_appointment()
    await record(session, act=act, aggregate=customer, verb="mark-missed-appointment")
