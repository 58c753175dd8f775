from sqlalchemy import text

from libs.common.database import Database
from libs.common.testing.bus import drain
from tests.integration.bus.accounts import change, heard, listener, open_account


async def test_what_one_service_records_takes_effect_in_another_once_and_in_order(
    intake: Database, dispatch: Database
) -> None:
    account = await open_account(intake, amount=1)
    async with intake.transaction() as session:
        await change(session, account, 2, 3)
    reader = listener()
    await drain(intake, dispatch, [reader])
    await drain(intake, dispatch, [reader])
    assert await heard(dispatch, account) == [1, 2, 3]
    async with intake.transaction() as session:
        print((await session.execute(text("select entry::text from audit"))).all())
