"""A closed complaint is followed by a survey about how it was handled (FU-01)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.complaints import ComplaintClosed
from libs.common.events.envelope import Received
from services.followup.surveys.making import send_about_case

cases = Consumer("followup.cases")


@cases.on(ComplaintClosed)
async def ask_about_case(event: Received[ComplaintClosed], *, session: AsyncSession, act: Act) -> None:
    await send_about_case(session=session, act=act, event=event)
