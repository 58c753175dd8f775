"""Routes of contacts and the screen pop (api.md, Intake)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.phones import is_withheld
from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.contacts import answering, duplicates, linking, screen_pop, usecases
from services.intake.contacts.models import Contact
from services.intake.contacts.queries import about
from services.intake.contacts.schemas import (
    CallerNumber,
    ContactIn,
    ContactOut,
    ContactPatch,
    Kind,
    OnlyText,
    Reason,
)
from services.intake.contacts.screen_pop_schemas import MergeSuggestions, ScreenPop
from services.intake.customers.api import Found as FoundCustomer


class ContactNotFound(NotFound):
    code = "contact_not_found"
    zh = "没有这条来访登记。"
    en = "There is no such contact."


router = Router(tags=["contacts"])
Found = Annotated[Contact, found(Contact, param="contact_id", not_found=ContactNotFound)]
Locked = Annotated[Contact, locked(Contact, param="contact_id", not_found=ContactNotFound)]


@router.post("/contacts", status_code=201, dependencies=[may("contacts.register")])
async def register_contact(body: ContactIn, edge: EdgeDep) -> ContactOut:
    contact = await usecases.register_contact(session=edge.session, act=edge.act, details=body)
    edge.etag_of(contact)
    return ContactOut.model_validate(contact)


@router.get("/contacts", dependencies=[may("contacts.read")])
async def list_contacts(
    edge: EdgeDep,
    paging: PagingDep,
    status: Annotated[Literal["open", "closed"] | None, Query()] = None,
    kind: Annotated[Kind | None, Query()] = None,
    customer_id: Annotated[UUID | None, Query()] = None,
    ticket_id: Annotated[UUID | None, Query()] = None,
) -> Page[ContactOut]:
    asked = {
        Contact.status: status,
        Contact.kind: kind,
        Contact.customer_id: customer_id,
    }
    query = select(Contact).where(*(column == value for column, value in asked.items() if value is not None))
    query = query.where(about(ticket_id)) if ticket_id else query
    return await page(edge, query, Contact, paging, ContactOut.model_validate)


@router.get("/contacts/{contact_id}", dependencies=[may("contacts.read")])
async def read_contact(contact: Found) -> ContactOut:
    return ContactOut.model_validate(contact)


@router.patch("/contacts/{contact_id}", dependencies=[may("contacts.change")])
async def change_contact(contact: Locked, body: ContactPatch, edge: EdgeDep) -> ContactOut:
    """What came of it, whose it was, and the scans and recordings that came in later (IN-01)."""
    if body.customer_id is not None or body.ticket_id is not None:
        await linking.link_contact(
            session=edge.session,
            act=edge.act,
            contact=contact,
            customer_id=body.customer_id,
            ticket_id=body.ticket_id,
        )
    await answering.change_contact(session=edge.session, act=edge.act, contact=contact, changes=body)
    return ContactOut.model_validate(contact)


@router.post("/contacts/{contact_id}/escalate", dependencies=[may("contacts.escalate")])
async def escalate_contact(contact: Locked, body: Reason, edge: EdgeDep) -> ContactOut:
    """A strong reaction goes to the service manager at once (IN-07)."""
    await answering.escalate(session=edge.session, act=edge.act, contact=contact, reason=body.reason)
    return ContactOut.model_validate(contact)


@router.post("/contacts/{contact_id}/answer-chase", dependencies=[may("contacts.answer_chase")])
async def answer_chase(contact: Locked, body: OnlyText, edge: EdgeDep) -> ContactOut:
    """The handling department answers that it was asked; the caller still waits for the reply (IN-07)."""
    await answering.answer_chase(session=edge.session, act=edge.act, contact=contact, text=body.text)
    return ContactOut.model_validate(contact)


@router.get("/customers/{customer_id}/merge-suggestions", dependencies=[may("customers.read")])
async def suggest_merges(customer: FoundCustomer, edge: EdgeDep) -> MergeSuggestions:
    """Files with the same phone, or the same name and address, newest first (IN-11)."""
    return MergeSuggestions(items=await duplicates.duplicates_of(edge.session, customer))


@router.get("/screen-pop", dependencies=[may("screen_pop.read")])
async def pop_screen(number: Annotated[CallerNumber, Query()], edge: EdgeDep) -> ScreenPop:
    """Who calls and all that an agent needs to know (IN-02), and who else it may be (IN-11).

    Where the caller's number is kept back, whatever the exchange sends instead of it is understood.
    """
    if is_withheld(number):
        return screen_pop.withheld(act=edge.act)
    return await screen_pop.screen_pop(edge.session, number, act=edge.act)
