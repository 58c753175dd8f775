"""Keeping and issuing publicity material (PO-05)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import Invalid
from services.intake.publicity.models import PublicityIssue, PublicityMaterial
from services.intake.tickets.models import Ticket


async def register_material(*, session: AsyncSession, act: Act, name: str, stock: int) -> PublicityMaterial:
    material = PublicityMaterial(id=new_id(), name=name, stock=stock)
    session.add(material)
    await record(session, act=act, aggregate=material, verb="register")
    return material


async def rename_material(*, session: AsyncSession, act: Act, material: PublicityMaterial, name: str) -> None:
    material.name = name
    await record(session, act=act, aggregate=material, verb="change")


async def receive_material(
    *, session: AsyncSession, act: Act, material: PublicityMaterial, quantity: int
) -> None:
    material.receive(quantity)
    await record(session, act=act, aggregate=material, verb="receive")


async def issue_material(
    *,
    session: AsyncSession,
    act: Act,
    material: PublicityMaterial,
    to: str,
    quantity: int,
    ticket_id: UUID | None,
) -> None:
    """Raises `Invalid` for a ticket that isn't there, `StockTooLow`."""
    if ticket_id is not None and await session.get(Ticket, ticket_id) is None:
        raise Invalid.field("/ticket_id", "unknown_ticket", "there is no such ticket")
    material.issue(quantity)
    issue = PublicityIssue(
        id=new_id(),
        material_id=material.id,
        issued_to=to,
        quantity=quantity,
        ticket_id=ticket_id,
        issued_by=act.actor.subject,
        issued_at=act.now,
    )
    session.add(issue)
    await record(session, act=act, aggregate=material, verb="issue")
