"""A statement that goes to the driver at once does and tells what SQLAlchemy's would."""

from sqlalchemy import Text, bindparam, func, select

from libs.common.database import Database
from libs.common.prepared import Prepared
from tests.integration.bus.accounts import Account, open_account

_QUERY = (
    select(Account, func.length(Account.status), Account.amount)
    .where(Account.status != bindparam("status", type_=Text))
    .order_by(Account.id)
)
_PREPARED = Prepared(_QUERY)


async def test_models_and_values_are_read_as_sqlalchemy_reads_them(intake: Database) -> None:
    for amount in (1, 2):
        await open_account(intake, amount=amount)
    async with intake.transaction() as session:
        found = await _PREPARED.rows(session, status="closed")
        expected = (await session.execute(_QUERY, {"status": "closed"})).all()
    assert len(found) == 2
    for (account, *values), (known, *others) in zip(found, expected, strict=True):
        names = [column.key for column in Account.__mapper__.column_attrs]
        assert [getattr(account, name) for name in names] == [getattr(known, name) for name in names]
        assert values == others


async def test_what_is_pending_counts_and_nothing_that_was_read_is_written(intake: Database) -> None:
    account_id = await open_account(intake, amount=1)
    async with intake.transaction() as session:
        account = await session.get_one(Account, account_id)
        account.amount = 7
        [(read, _, amount)] = await _PREPARED.rows(session, status="closed")
        assert (read.amount, amount) == (7, 7)
        read.amount = 9
    async with intake.transaction() as session:
        assert (await session.get_one(Account, account_id)).amount == 7


async def test_each_transaction_has_its_own_connection(intake: Database) -> None:
    sql = Prepared("SELECT set_config('bench.said', :said, true), pg_backend_pid(), txid_current()")
    async with intake.transaction() as one, intake.transaction() as other:
        [told] = await sql.rows(one, said="one")
        [of_other] = await sql.rows(other, said="other")
        assert told[1] != of_other[1]
        assert await Prepared("SELECT current_setting('bench.said')").column(one) == ["one"]
    async with intake.transaction() as later:
        [of_later] = await sql.rows(later, said="later")
    assert of_later[2] not in (told[2], of_other[2])
