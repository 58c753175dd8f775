"""Where intake holds personal data (IN-12); what isn't blanked are references, goods, decisions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from libs.common.partitions import first_id
from libs.common.privacy.blanking import EMPTY, NOTHING, no_words, to, words
from libs.common.privacy.holding import Held
from services.intake.contacts.models import Contact
from services.intake.contracts.models import Contract
from services.intake.customers.models import Customer, CustomerCase
from services.intake.knowledge.records import ArticleUse, SolvedFault
from services.intake.merges.models import Merge
from services.intake.privacy.models import Caller, CustomerExport, Disclosure, Reveal
from services.intake.publicity.models import PublicityIssue
from services.intake.quality.records import QualityReport
from services.intake.register.models import RegisterCharge
from services.intake.suggestions.models import Suggestion
from services.intake.tickets.models import Ticket
from services.intake.tickets.records import TicketCharge, TicketComplaint, TicketNotice, TicketVisit
from services.intake.tmf621.models import HubDelivery, TroubleTicket, TroubleTicketState
from services.intake.units.models import BenefitUse, Unit, UnitRepair

_REPORT = ("cause", "resolution", "customer_opinion", "tests", "hazards", "cautions", "what", "responsible")


def _tickets(person: UUID) -> Select[Any]:
    return select(Ticket.id).where(Ticket.customer_id == person)


def _by_ticket(model: Any) -> Callable[[UUID], ColumnElement[bool]]:
    return lambda person: model.ticket_id.in_(_tickets(person))


def _by_customer(model: Any) -> Callable[[UUID], ColumnElement[bool]]:
    return lambda person: model.customer_id == person


def _by_either(model: Any) -> Callable[[UUID], ColumnElement[bool]]:
    return lambda person: or_(model.customer_id == person, model.ticket_id.in_(_tickets(person)))


def _old_contacts(before: datetime) -> ColumnElement[bool]:
    return and_(Contact.id < first_id(before), Contact.status == "closed", Contact.content != "")


def _old_tickets(before: datetime) -> ColumnElement[bool]:
    return and_(Ticket.id < first_id(before), Ticket.closed_at < before, Ticket.fault != "")


def _old_notices(before: datetime) -> ColumnElement[bool]:
    return and_(TicketNotice.id < first_id(before), TicketNotice.text != "")


def _old_suggestions(before: datetime) -> ColumnElement[bool]:
    return and_(Suggestion.id < first_id(before), Suggestion.answered_at < before, Suggestion.text != "")


def _old_trouble_tickets(before: datetime) -> ColumnElement[bool]:
    said = or_(TroubleTicket.name.is_not(None), TroubleTicket.note != [], TroubleTicket.related_party != [])
    ended = select(Ticket.id).where(Ticket.id == TroubleTicket.ticket_id, Ticket.closed_at < before)
    return and_(TroubleTicket.id < first_id(before), said, ended.exists())


def _old_faults(before: datetime) -> ColumnElement[bool]:
    return and_(SolvedFault.reported_at < before, SolvedFault.cause != "")


FILE = Held(
    model=Customer,
    of=lambda person: Customer.id == person,
    blank={
        "name": EMPTY,
        "contacts": to([]),
        "phones": to([]),
        "addresses": to([]),
        "contact_person": NOTHING,
        "best_hours": NOTHING,
        "do_not_call": to(True),
    },
)
REST = (
    Held(
        model=Contact,
        of=_by_either(Contact),
        blank={
            "number": NOTHING,
            "phone": NOTHING,
            "caller": NOTHING,
            "content": EMPTY,
            "outcome": no_words,
            "attachments": to([]),
            "steps": words("reason"),
            "ahead": to([]),
            "status": to("closed"),
        },
        past=_old_contacts,
    ),
    Held(
        model=Ticket,
        of=_by_customer(Ticket),
        blank={
            "fault": EMPTY,
            "location": NOTHING,
            "latitude": NOTHING,
            "longitude": NOTHING,
            "steps": words("reason"),
            "reassigned": words("reason"),
            "consent": words("by", "how"),
            "remote_report": words(*_REPORT),
            "voucher_countersigned": words("content"),
            "voucher_scan": NOTHING,
            "help": words("question", "answer"),
        },
        past=_old_tickets,
    ),
    Held(model=TicketNotice, of=_by_ticket(TicketNotice), blank={"text": EMPTY}, past=_old_notices),
    Held(
        model=Suggestion,
        of=_by_either(Suggestion),
        blank={"text": EMPTY, "answer": no_words},
        past=_old_suggestions,
    ),
    Held(
        model=Unit,
        of=_by_customer(Unit),
        blank={"delivery_inspection": lambda old: old and {}, "appraisals": words("text")},
    ),
    Held(
        model=BenefitUse,
        of=lambda person: BenefitUse.unit_id.in_(select(Unit.id).where(Unit.customer_id == person)),
        blank={"household": to("erased")},
    ),
    Held(model=PublicityIssue, of=_by_ticket(PublicityIssue), blank={"issued_to": EMPTY}),
    Held(model=Reveal, of=_by_customer(Reveal), blank={"reason": EMPTY}),
    Held(model=Disclosure, of=_by_customer(Disclosure)),
    Held(
        model=CustomerExport,
        of=_by_customer(CustomerExport),
        blank={"private_key": NOTHING},
        hidden=frozenset({"private_key"}),
    ),
    Held(
        model=Merge,
        of=lambda person: or_(Merge.merged_id == person, Merge.survivor_id == person),
        blank={"taken": to({})},
        hidden=frozenset({"taken"}),
    ),
    Held(model=QualityReport, of=_by_ticket(QualityReport), blank={"fault": NOTHING, "fault_key": NOTHING}),
    Held(
        model=SolvedFault,
        of=_by_ticket(SolvedFault),
        blank={"cause": EMPTY, "resolution": EMPTY},
        past=_old_faults,
    ),
    Held(
        model=TroubleTicket,
        of=_by_ticket(TroubleTicket),
        blank={
            "name": NOTHING,
            "note": to([]),
            "related_party": to([]),
            "attachment": to([]),
            "reasons": to([]),
        },
        past=_old_trouble_tickets,
    ),
    Held(
        model=TroubleTicketState,
        of=_by_ticket(TroubleTicketState),
        blank={"history": words("changeReason")},
    ),
    Held(
        model=HubDelivery,
        of=lambda person: HubDelivery.subject.in_(_tickets(person)),
        blank={"body": EMPTY, "state": lambda old: "dead" if old == "waiting" else old},
    ),
    Held(model=ArticleUse, of=_by_ticket(ArticleUse)),
    Held(model=RegisterCharge, of=_by_ticket(RegisterCharge)),
    Held(model=Contract, of=_by_customer(Contract)),
    Held(
        model=UnitRepair,
        of=lambda person: UnitRepair.unit_id.in_(select(Unit.id).where(Unit.customer_id == person)),
    ),
    Held(model=Caller, of=_by_ticket(Caller)),
    Held(model=TicketVisit, of=_by_ticket(TicketVisit)),
    Held(model=TicketCharge, of=_by_ticket(TicketCharge)),
    Held(model=TicketComplaint, of=_by_ticket(TicketComplaint)),
    Held(model=CustomerCase, of=_by_customer(CustomerCase)),
)
HELD = (FILE, *REST)
