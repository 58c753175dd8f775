"""A contract warns of its end and lapses by itself (PO-04)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.timers import Timer, Timers
from services.intake.contracts import usecases


def register(timers: Timers) -> None:
    timers.on(usecases.ENDING)(ending)
    timers.on(usecases.ENDED)(ended)


async def ending(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    contract = await usecases.find_contract(session=session, contract_id=UUID(timer.key))
    if contract is not None:
        await usecases.warn_of_end(session=session, act=act, contract=contract)


async def ended(timer: Timer, /, *, session: AsyncSession, act: Act) -> None:
    contract = await usecases.find_contract(session=session, contract_id=UUID(timer.key))
    if contract is not None:
        await usecases.lapse(session=session, act=act, contract=contract)
