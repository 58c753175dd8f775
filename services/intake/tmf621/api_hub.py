"""Routes of the hub (TMF630): who listens, and what became of each notification."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field
from sqlalchemy import select

from libs.common.act import Actor
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import In, Out, ShortText
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.routing import Router
from libs.common.webhooks.guard import Guard
from services.intake.tmf621 import hub
from services.intake.tmf621.errors import TMF_ERRORS, SubscriptionNotFound
from services.intake.tmf621.models import HubDelivery, HubSubscription
from services.intake.tmf621.shown import BASE, HERE

router = Router(prefix="/hub", tags=["hub"], base=BASE, failures=TMF_ERRORS)


def _own(actor: Actor) -> Any:
    return HubSubscription.owner == actor.subject


_NAMED: dict[str, Any] = {"param": "subscription_id", "not_found": SubscriptionNotFound, "own": _own}
Found = Annotated[HubSubscription, found(HubSubscription, **_NAMED)]
Locked = Annotated[HubSubscription, locked(HubSubscription, **_NAMED)]


class EventSubscriptionInput(In):
    callback: ShortText = Field(examples=["https://listener.example/troubleTicket"])
    query: Annotated[str, Field(max_length=1000)] | None = Field(
        default=None, examples=["eventType=TroubleTicketStatusChangeEvent&status=resolved,closed"]
    )


class EventSubscription(Out):
    id: UUID
    callback: str
    query: str | None


class NewSubscription(EventSubscription):
    secret: str = Field(description="signs each notification (Standard Webhooks); shown this once")


class DeliveryOut(Out):
    id: UUID
    kind: str
    subject: UUID = Field(description="the trouble ticket")
    made_at: datetime
    state: Literal["waiting", "delivered", "dead"]
    attempts: int
    due_at: datetime
    status: int | None
    error: str | None
    settled_at: datetime | None


class Replayed(Out):
    again: int


@router.post("", status_code=201, dependencies=[may("trouble_ticket_hub.subscribe")])
async def register_listener(body: EventSubscriptionInput, request: Request, edge: EdgeDep) -> NewSubscription:
    """Notifications are posted to `callback`, in order for each ticket, again for three days until taken."""
    await hub.admit(Guard.of(request.app.state.settings), body.callback)
    subscription = await hub.subscribe(
        session=edge.session, act=edge.act, callback=body.callback, query=body.query
    )
    edge.etag_of(subscription)
    edge.headers["Location"] = f"{HERE}/hub/{subscription.id}"
    return NewSubscription.model_validate(subscription)


@router.get("", dependencies=[may("trouble_ticket_hub.read")])
async def list_listeners(edge: EdgeDep, paging: PagingDep) -> Page[EventSubscription]:
    query = select(HubSubscription).where(HubSubscription.ended_at.is_(None), edge.own(_own))
    return await page(edge, query, HubSubscription, paging, EventSubscription.model_validate)


@router.get("/{subscription_id}", dependencies=[may("trouble_ticket_hub.read")])
async def read_listener(subscription: Found) -> EventSubscription:
    return EventSubscription.model_validate(_listening(subscription))


@router.delete("/{subscription_id}", status_code=204, dependencies=[may("trouble_ticket_hub.unsubscribe")])
async def unregister_listener(subscription: Locked, edge: EdgeDep) -> None:
    await hub.unsubscribe(session=edge.session, act=edge.act, subscription=_listening(subscription))


@router.get("/{subscription_id}/deliveries", dependencies=[may("trouble_ticket_hub.read")])
async def list_deliveries(
    subscription: Found,
    edge: EdgeDep,
    paging: PagingDep,
    state: Annotated[Literal["waiting", "delivered", "dead"] | None, Query()] = None,
) -> Page[DeliveryOut]:
    """What became of each notification; settled ones are kept for thirty days."""
    query = select(HubDelivery).where(HubDelivery.endpoint_id == _listening(subscription).id)
    query = query.where(HubDelivery.state == state) if state else query
    return await page(edge, query, HubDelivery, paging, DeliveryOut.model_validate)


@router.post("/{subscription_id}/replay", dependencies=[may("trouble_ticket_hub.replay")])
async def replay_dead(subscription: Locked, edge: EdgeDep) -> Replayed:
    """What was given up goes out again."""
    return Replayed(
        again=await hub.replay(session=edge.session, act=edge.act, subscription=_listening(subscription))
    )


def _listening(subscription: HubSubscription) -> HubSubscription:
    if subscription.ended_at is not None:
        raise SubscriptionNotFound()
    return subscription
