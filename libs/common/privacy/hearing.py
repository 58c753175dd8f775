"""How the services that keep copies answer a person's request: gather or erase, and say so (IN-12)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.envelope import Received
from libs.common.events.intake import CustomerErased, PersonalDataRequested
from libs.common.events.privacy import Erased, Gathered
from libs.common.ids import derived_id
from libs.common.privacy import holding
from libs.common.privacy.holding import Held
from libs.common.privacy.requests import PrivacyRequestRow, pieces
from libs.common.privacy.scrubbing import scrub
from libs.common.record import record


def privacy_consumer(
    service: str,
    *,
    held: Sequence[Held],
    request: type[PrivacyRequestRow],
    gathered: type[Gathered],
    erased: type[Erased],
) -> Consumer:
    """Listens for one service; `request`, `gathered` and `erased` are its own table and events."""
    consumer = Consumer(f"{service}.privacy")

    @consumer.on(PersonalDataRequested)
    async def gather(event: Received[PersonalDataRequested], *, session: AsyncSession, act: Act) -> None:
        person = event.data.customer_id
        part = pieces(await holding.gather(session, held, person), to=event.data.public_key)
        told = [
            gathered(
                export_id=event.subject, customer_id=person, piece=number, pieces=len(part), sealed=sealed
            )
            for number, sealed in enumerate(part, start=1)
        ]
        row = _row(request, event, person, "export", act.now)
        session.add(row)
        await record(session, act=act, aggregate=row, verb="gather", events=told, correlation=person)

    @consumer.on(CustomerErased)
    async def erase(event: Received[CustomerErased], *, session: AsyncSession, act: Act) -> None:
        about = await holding.erase(session, act, held, event.subject)
        row = _row(request, event, event.subject, "erasure", act.now)
        session.add(row)
        told = erased(customer_id=event.subject, rows=len(about) - 1)
        await record(session, act=act, aggregate=row, verb="erase", events=[told], correlation=event.subject)
        await scrub(session, about)

    return consumer


def _row(
    request: type[PrivacyRequestRow], event: Received[Any], person: UUID, kind: str, at: datetime
) -> PrivacyRequestRow:
    return request(id=derived_id(event.id, kind), customer_id=person, kind=kind, done_at=at)  # type: ignore[call-arg]
