"""A small made-up service: accounts that are opened and changed, and readers who keep what they heard."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped

from libs.common.act import Act, Actor
from libs.common.consumer import Consumer
from libs.common.database import COLUMN_TYPES, Aggregate, Database, service_metadata
from libs.common.events.envelope import Event, Received, Topic
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Refusal

ACCOUNTS = Topic("aftercare.intake.test-accounts", "intake", "accounts of the tests")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLES = (
    "CREATE TABLE accounts (id uuid PRIMARY KEY, version int, salt bytea, owner text, status text, amount int)",  # noqa: E501
    "CREATE TABLE heard (number bigserial, consumer text, key uuid, version integer, amount integer)",
)


@ACCOUNTS.event
class AmountChanged(Event, frozen=True):
    amount: int


@ACCOUNTS.event
class Note(Event, frozen=True):
    text: str


class Base(DeclarativeBase):
    metadata = service_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = COLUMN_TYPES


class Account(Aggregate, Base):
    __tablename__ = "accounts"
    personal: ClassVar[frozenset[str]] = frozenset({"owner"})

    owner: Mapped[str | None]
    status: Mapped[str]
    amount: Mapped[int]


class Overdrawn(Refusal):
    code = "overdrawn"


def act(now: datetime = NOON) -> Act:
    return Act(actor=Actor(subject="agent-1"), now=now, request_id="r-1", source="http")


async def open_account(database: Database, *, amount: int = 0, owner: str = "王芳") -> UUID:
    account = Account(id=new_id(), owner=owner, status="open", amount=amount)
    async with database.transaction() as session:
        session.add(account)
        await record(
            session, act=act(), aggregate=account, verb="open", events=[AmountChanged(amount=amount)]
        )
    return account.id


async def change(session: AsyncSession, account_id: UUID, *amounts: int) -> None:
    account = await session.get_one(Account, account_id, with_for_update=True)
    account.amount = amounts[-1]
    events = [AmountChanged(amount=amount) for amount in amounts]
    await record(session, act=act(), aggregate=account, verb="change", events=events)


def listener(
    name: str = "dispatch.accounts", *, fails_on: Sequence[int] = (), refuses: Sequence[int] = ()
) -> Consumer:
    """Writes down what it hears; amounts in `fails_on`, which may be changed later, are its bug."""
    consumer = Consumer(name)

    @consumer.on(AmountChanged)
    async def hear(event: Received[AmountChanged], *, session: AsyncSession, act: Act) -> None:
        assert act.now == event.time
        await write_down(session, name, event)
        if event.data.amount in fails_on:
            raise KeyError(event.data.amount)
        if event.data.amount in refuses:
            raise Overdrawn

    return consumer


async def write_down(session: AsyncSession, name: str, event: Received[AmountChanged]) -> None:
    await session.execute(
        text(
            "INSERT INTO heard (consumer, key, version, amount) VALUES (:consumer, :key, :version, :amount)"
        ),
        {"consumer": name, "key": event.subject, "version": event.version, "amount": event.data.amount},
    )


async def heard(database: Database, key: UUID | None = None) -> list[int]:
    """Amounts in the order in which they took effect."""
    query = text("SELECT amount FROM heard WHERE CAST(:key AS uuid) IS NULL OR key = :key ORDER BY number")
    async with database.transaction() as session:
        return list((await session.scalars(query, {"key": key})).all())
