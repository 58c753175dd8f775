"""Routes of customer files (api.md, Intake)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy import func

from libs.common.privacy.seeing import sees
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Phone, Words
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.customers import usecases
from services.intake.customers.models import Customer
from services.intake.customers.queries import customers_like, of_a_page
from services.intake.customers.schemas import CustomerIn, CustomerOut, CustomerPatch, Tier
from services.intake.timeline.queries import Asked, timeline_of
from services.intake.timeline.schemas import TimelineItem


class CustomerNotFound(NotFound):
    code = "customer_not_found"
    zh = "没有这位客户。"
    en = "There is no such customer."


router = Router(prefix="/customers", tags=["customers"])
_NAMED: dict[str, Any] = {"param": "customer_id", "not_found": CustomerNotFound}
Found = Annotated[Customer, found(Customer, **_NAMED)]
Locked = Annotated[Customer, locked(Customer, **_NAMED)]
Filter = Annotated[str | None, Query(min_length=1, max_length=200)]
Name = Annotated[Words | None, Query(min_length=1)]


@router.post("", status_code=201, dependencies=[may("customers.register")])
async def register_customer(body: CustomerIn, edge: EdgeDep) -> CustomerOut:
    customer = await usecases.register_customer(session=edge.session, act=edge.act, details=body)
    edge.etag_of(customer)
    return CustomerOut.model_validate(customer)


@router.get("", dependencies=[may("customers.read")])
async def list_customers(
    edge: EdgeDep,
    paging: PagingDep,
    name: Name = None,
    phone: Annotated[Phone | None, Query()] = None,
    tier: Annotated[Tier | None, Query()] = None,
    group: Filter = None,
    category: Filter = None,
    model: Filter = None,
) -> Page[CustomerOut]:
    """Filtered by customer group and by the type of product that they own (IN-11).

    `name` is a part of one; whoever sees names masked has to know the whole (IN-12).
    """
    query = customers_like(name=name, phone=phone, tier=tier, group=group, category=category, model=model)
    if name and not sees("name"):
        query = query.where(func.lower(Customer.name) == func.lower(name))
    return await page(edge, of_a_page(query, paging), Customer, paging, CustomerOut.model_validate)


@router.get("/{customer_id}", dependencies=[may("customers.read")])
async def read_customer(customer: Found) -> CustomerOut:
    return CustomerOut.model_validate(customer)


@router.patch("/{customer_id}", dependencies=[may("customers.change")])
async def change_customer(customer: Locked, body: CustomerPatch, edge: EdgeDep) -> CustomerOut:
    await usecases.change_customer(session=edge.session, act=edge.act, customer=customer, changes=body)
    return CustomerOut.model_validate(customer)


@router.get("/{customer_id}/timeline", dependencies=[may("customers.read")])
async def read_timeline(
    customer: Found,
    edge: EdgeDep,
    paging: PagingDep,
    service: Filter = None,
    type: Filter = None,  # noqa: A002
    unit_id: Annotated[UUID | None, Query()] = None,
    category: Filter = None,
) -> Page[TimelineItem]:
    """The whole history across the services, newest first, merged files included (IN-11).

    `unit_id` and `category` leave what concerns such a product: its tickets and all that belongs to them, its
    contracts, components and benefits.
    """
    asked = Asked(service=service, event_type=type, unit_id=unit_id, category=category)
    return await timeline_of(edge, customer.id, paging, asked, language=edge.act.language)
