"""Charges as dispatch tells them, for the daily reconciliation (IN-09)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.consumer import Consumer
from libs.common.events.dispatch import ChargeCollected, ChargeEvent, ChargeInvoiced, ChargeSettled
from libs.common.events.envelope import Received
from services.intake.register.models import RegisterCharge

register = Consumer("intake.register")


@register.on_batch(ChargeCollected, ChargeInvoiced, ChargeSettled)
async def keep_charges(events: Sequence[Received[ChargeEvent]], *, session: AsyncSession) -> None:
    """One row a charge; a receipt or an invoice stays known, whatever is heard after it."""
    for event in events:
        told = insert(RegisterCharge).values(_row(event))
        news = {
            name: func.coalesce(getattr(RegisterCharge, name), told.excluded[name])
            for name in ("invoice_no", "receipt_no")
        }
        await session.execute(told.on_conflict_do_update(index_elements=["charge_id"], set_=news))


def _row(event: Received[ChargeEvent]) -> dict[str, Any]:
    data = event.data
    return {
        "charge_id": data.charge_id,
        "visit_id": event.subject,
        "ticket_id": data.ticket_id,
        "amount": data.amount,
        "currency": data.currency,
        "charged_at": event.time,
        "invoice_no": data.number if isinstance(data, ChargeInvoiced) else None,
        "receipt_no": None if isinstance(data, ChargeInvoiced) else _said(getattr(data, "receipt_no", "")),
    }


def _said(receipt_no: str) -> str | None:
    return receipt_no.strip() or None
