"""Two files of one customer become one, and two again if that was a mistake (IN-11)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.events.intake import CustomersMerged, CustomersUnmerged
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.intake.customers.models import Customer, CustomerKey
from services.intake.customers.usecases import CustomerErased, CustomerMerged, UnknownCustomer
from services.intake.merges import belongings, rules
from services.intake.merges.candidates import MergeCandidate
from services.intake.merges.models import Merge


class SameCustomer(Invalid):
    code = "same_customer"
    zh = "客户档案不能与自身合并。"
    en = "A customer file can't be merged with itself."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/customer_id", self.code, self.en)])


class NotMergedHere(Refusal):
    code = "not_merged"
    zh = "该客户档案并未并入此档案。"
    en = "That file isn't merged into this one."


class MergedOnTheWay(Refusal):
    code = "merged_on_the_way"
    zh = "该档案先并入了 {customer_id}，请先撤销后者的合并。"
    en = "That file came here as part of {customer_id}: undo that merge first."


async def merge_customers(*, session: AsyncSession, act: Act, survivor: Customer, merged_id: UUID) -> None:
    """`survivor` takes over what the other file holds and owns; the other points to it.

    Raises `UnknownCustomer`, `SameCustomer`, `CustomerMerged`, `CustomerErased`.
    """
    merged = await _lock(session, merged_id)
    if merged.id == survivor.id:
        raise SameCustomer()
    for file in (survivor, merged):
        if file.merged_into is not None:
            raise CustomerMerged(customer_id=file.id, into=file.merged_into)
    key = await _key_of(session, survivor)
    await _key_of(session, merged)
    merge = Merge(id=new_id(), merged_id=merged.id, survivor_id=survivor.id, merged_at=act.now)
    merge.merged_by = act.actor.subject
    fields, taken = rules.taken_over(survivor, merged, salt=merge.id)
    merge.taken = dict(taken)
    parts = await _parts_of(session, merged.id)
    brought = await belongings.bring(session, act, from_=merged.id, to=survivor.id)
    merge.brought = brought | {"customers": [str(part.id) for part in parts]}
    session.add(merge)
    happened = survivor.change(fields, key=key)
    await record(session, act=act, aggregate=survivor, verb="merge", events=happened)
    for file in (merged, *parts):
        await _point(session, act, file, survivor.id)


async def unmerge_customers(*, session: AsyncSession, act: Act, survivor: Customer, merged_id: UUID) -> None:
    """Each file has again what it had, and what came of it since; the rest stays with the survivor.

    Raises `UnknownCustomer`, `CustomerMerged`, `NotMergedHere`, `MergedOnTheWay`, `CustomerErased`.
    """
    merged = await _lock(session, merged_id)
    merge = await _standing(session, survivor, merged)
    key = await _key_of(session, survivor)
    await _key_of(session, merged)
    merge.undone_at, merge.undone_by = act.now, act.actor.subject
    parts = [
        part for part in await _parts_of(session, survivor.id) if str(part.id) in merge.brought["customers"]
    ]
    await belongings.give_back(session, act, merge.brought, from_=survivor.id, to=merged.id)
    taken = rules.Taken(**merge.taken)  # type: ignore[typeddict-item]
    happened = survivor.change(rules.given_back(survivor, merged, taken, salt=merge.id), key=key)
    happened = await _take_again(session, survivor, key) or happened
    await record(session, act=act, aggregate=survivor, verb="unmerge", events=happened)
    merged.merged_into = None
    back = CustomersUnmerged(from_id=survivor.id)
    await record(session, act=act, aggregate=merged, verb="unmerge", events=[back])
    for part in parts:
        await _point(session, act, part, merged.id)


async def dismiss(*, session: AsyncSession, act: Act, pair: MergeCandidate) -> None:
    if pair.dismissed_at is None:
        pair.dismissed_at, pair.dismissed_by = act.now, act.actor.subject
        await record(session, act=act, aggregate=pair, verb="dismiss")


async def _standing(session: AsyncSession, survivor: Customer, merged: Customer) -> Merge:
    if survivor.merged_into is not None:
        raise CustomerMerged(customer_id=survivor.id, into=survivor.merged_into)
    query = select(Merge).where(Merge.merged_id == merged.id, Merge.undone_at.is_(None))
    merge = await session.scalar(query)
    if merge is None or merged.merged_into != survivor.id:
        raise NotMergedHere()
    if merge.survivor_id != survivor.id:
        raise MergedOnTheWay(customer_id=merge.survivor_id)
    return merge


async def _take_again(session: AsyncSession, survivor: Customer, key: bytes) -> list[Event]:
    """What another merged file brings as well, e.g. the same number, is still the survivor's."""
    standing = select(Merge, Customer).join(Customer, Customer.id == Merge.merged_id)
    standing = standing.where(Merge.survivor_id == survivor.id, Merge.undone_at.is_(None)).order_by(Merge.id)
    happened: list[Event] = []
    for merge, file in (await session.execute(standing)).all():
        fields, more = rules.taken_over(survivor, file, salt=merge.id)
        fields.pop("missed_appointments")
        happened = survivor.change(fields, key=key) or happened
        merge.taken = {
            "contacts": [*merge.taken["contacts"], *more["contacts"]],
            "addresses": [*merge.taken["addresses"], *more["addresses"]],
            "before": merge.taken["before"],
        }
    return happened


async def _point(session: AsyncSession, act: Act, file: Customer, survivor_id: UUID) -> None:
    file.merged_into = survivor_id
    told = CustomersMerged(into=survivor_id)
    await record(session, act=act, aggregate=file, verb="merge", events=[told])


async def _parts_of(session: AsyncSession, customer_id: UUID) -> list[Customer]:
    query = select(Customer).where(Customer.merged_into == customer_id).order_by(Customer.id)
    return list(await session.scalars(query.with_for_update(**HELD)))


async def _lock(session: AsyncSession, customer_id: UUID) -> Customer:
    """The file itself, wherever it points."""
    customer = await session.get(Customer, customer_id, with_for_update=HELD)
    if customer is None:
        raise UnknownCustomer()
    return customer


async def _key_of(session: AsyncSession, customer: Customer) -> bytes:
    """Erasure has destroyed it (IN-12)."""
    if customer.erased_at is not None:
        raise CustomerErased()
    return (await session.get_one(CustomerKey, customer.id)).key
