"""A due inspection becomes a ticket of kind maintenance by itself (PO-19)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from services.intake.customers.models import Customer
from services.intake.inspections.rules import unknown_facts
from services.intake.tickets.opening import open_ticket
from services.intake.tickets.schemas import OpenTicket, ReportedFault
from services.intake.units.models import Unit


async def open_inspection(*, session: AsyncSession, act: Act, unit: Unit, by: str) -> None:
    """`by` names the contract or pack that asks for it; nobody was asked, so what isn't known stays so.

    Nobody is visited who was forgotten (IN-12).
    """
    customer = await session.get_one(Customer, unit.customer_id)
    if customer.erased_at is not None:
        return
    asked = OpenTicket(
        customer_id=customer.id,
        unit_id=unit.id,
        kind="maintenance",
        fault=ReportedFault(text=f"定期检查（{by}） Inspection due ({by})"),
        unknown=unknown_facts(customer, unit),
    )
    await open_ticket(session=session, act=act, asked=asked)
