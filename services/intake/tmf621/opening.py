"""A trouble ticket is a ticket, opened as at the desk; what the standard doesn't carry is unknown."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.record import record
from libs.common.web.problems import FieldError, Invalid
from services.intake.customers.models import Customer
from services.intake.customers.schemas import CustomerAsTold
from services.intake.tickets import opening
from services.intake.tickets.models import Ticket
from services.intake.tickets.rules import missing_facts
from services.intake.tickets.schemas import Demanded, OpenTicket, ReportedFault
from services.intake.tmf621 import notes, reasons, words
from services.intake.tmf621.errors import ComplaintIsNoTicket
from services.intake.tmf621.models import TroubleTicket
from services.intake.tmf621.naming import Named, named
from services.intake.tmf621.schemas import TroubleTicketCreate

_UNKNOWN: dict[str, tuple[Demanded, ...]] = {
    "customer/name": ("name",),
    "customer/contacts": ("phone",),
    "customer/addresses": ("address",),
    "unit_id": ("model", "specification", "purchase_date", "purchase_place"),
    "unit/model": ("model",),
    "unit/specification": ("specification",),
    "unit/purchase_date": ("purchase_date",),
    "unit/purchase_place": ("purchase_place",),
}


async def open_trouble_ticket(
    *, session: AsyncSession, act: Act, asked: TroubleTicketCreate
) -> tuple[Ticket, TroubleTicket]:
    """Raises `ComplaintIsNoTicket`, `UnknownCustomer`, `UnknownProduct`, and what `open_ticket` raises."""
    _refuse_words(asked)
    about = await named(session, asked.related_party, asked.related_entity)
    ticket = await opening.open_ticket(session=session, act=act, asked=_as_at_the_desk(asked, about))
    said = TroubleTicket(
        id=new_id(),
        ticket_id=ticket.id,
        external_id=asked.external_id,
        name=asked.name,
        severity=asked.severity,
        ticket_type=asked.ticket_type,
        priority=asked.priority,
        requested_resolution_date=asked.requested_resolution_date,
        reasons=reasons.given([], asked.status_change_reason, version=0),
        channel=asked.channel and asked.channel.kept(),
        attachment=[one.kept() for one in asked.attachment],
        note=notes.added([], asked.note, act=act),
        related_party=[one.kept() for one in about.parties],
        related_entity=[one.kept() for one in about.entities],
        relationship=[one.kept() for one in asked.trouble_ticket_relationship],
    )
    session.add(said)
    await record(session, act=act, aggregate=said, verb="register", correlation=ticket.id)
    return ticket, said


def _refuse_words(asked: TroubleTicketCreate) -> None:
    if asked.ticket_type.lower() in words.COMPLAINTS:
        fault = FieldError("/ticketType", ComplaintIsNoTicket.code, ComplaintIsNoTicket.en)
        raise ComplaintIsNoTicket(errors=[fault])
    if asked.status not in (None, "acknowledged"):
        raise Invalid.field("/status", "not_allowed", "a trouble ticket begins as acknowledged")
    if asked.priority is not None:
        refuse_unknown_priority(asked.priority)


def refuse_unknown_priority(word: str) -> None:
    if words.priority_of(word) is None:
        raise Invalid.field("/priority", "not_allowed", f"one of {words.PRIORITIES}")


def _as_at_the_desk(asked: TroubleTicketCreate, about: Named) -> OpenTicket:
    """A type that nobody here knows is a repair whose demand is still to be confirmed (IN-01)."""
    kind = words.kind_of(asked.ticket_type)
    priority = words.priority_of(asked.priority) if asked.priority else None
    customer, unit = about.customer, about.unit
    return OpenTicket(
        customer_id=customer.id if customer else None,
        customer=None if customer else CustomerAsTold(),
        unit_id=unit.id if unit else None,
        kind=kind or "repair",
        fault=ReportedFault(text=asked.description),
        priority=priority or words.priority_by_severity(asked.severity),
        unknown=_unknown(kind or "repair", about),
        demand_confirmed=kind is not None,
    )


def _unknown(kind: str, about: Named) -> tuple[Demanded, ...]:
    """What nobody could say: asked of an empty customer where none was named (IN-04)."""
    nobody = Customer(name="", phones=[], addresses=[])
    missing = missing_facts(
        kind=kind, customer=about.customer or nobody, unit=about.unit, has_location=False, unknown=()
    )
    return tuple(fact for where in missing for fact in _UNKNOWN[where])
