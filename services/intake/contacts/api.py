"""Routes of contacts and the screen pop (api.md, Intake)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Phone
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.contacts import answering, screen_pop, usecases
from services.intake.contacts.models import Contact
from services.intake.contacts.schemas import ContactIn, ContactOut, ContactPatch, Kind
from services.intake.contacts.screen_pop_schemas import ScreenPop


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
        Contact.ticket_id: ticket_id,
    }
    query = select(Contact).where(*(column == value for column, value in asked.items() if value is not None))
    return await page(edge, query, Contact, paging, ContactOut.model_validate)


@router.get("/contacts/{contact_id}", dependencies=[may("contacts.read")])
async def read_contact(contact: Found) -> ContactOut:
    return ContactOut.model_validate(contact)


@router.patch("/contacts/{contact_id}", dependencies=[may("contacts.change")])
async def change_contact(contact: Locked, body: ContactPatch, edge: EdgeDep) -> ContactOut:
    if body.answered:
        await answering.answer_contact(
            session=edge.session, act=edge.act, contact=contact, outcome=body.outcome
        )
    elif body.outcome is not None:
        await answering.note_outcome(
            session=edge.session, act=edge.act, contact=contact, outcome=body.outcome
        )
    return ContactOut.model_validate(contact)


@router.get("/screen-pop", dependencies=[may("screen_pop.read")])
async def pop_screen(number: Annotated[Phone, Query()], edge: EdgeDep) -> ScreenPop:
    return await screen_pop.screen_pop(edge.session, number, act=edge.act)
