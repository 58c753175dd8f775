"""From a ticket's steps to the messages for its listeners."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from libs.common.events.envelope import Event, Received
from libs.common.events.intake import TICKETS
from libs.common.ids import derived_id
from libs.common.webhooks.queue import Message, as_body
from services.intake.tmf621 import reasons
from services.intake.tmf621.history import Step, instant
from services.intake.tmf621.models import HubSubscription, TroubleTicket
from services.intake.tmf621.notifications import EventType, ListenerQuery, digest, happened, notification
from services.intake.tmf621.seen import Seen
from services.intake.tmf621.shown import Resource, resource


class News(NamedTuple):
    """What a step is worth telling as."""

    step: Step
    kinds: list[EventType]
    reason: str | None

    @property
    def change(self) -> Resource:
        """As the standard's StatusChange."""
        told = {"status": self.step.status, "changeDate": instant(self.step.at), "@type": "StatusChange"}
        return told | ({"changeReason": self.reason} if self.reason else {})


def news(one: Seen, events: Sequence[Received[Event]]) -> list[News]:
    """Step by step, each compared with the one before; those that tell nothing are left out."""
    found = []
    status, resolved_at, version = one.state.status, one.state.resolution_date, one.state.version
    for step in one.since:
        if kinds := [*happened(status, resolved_at, step)]:
            found.append(News(step, kinds, _reason(one.said, events, after=version, step=step)))
        status, resolved_at, version = step.status, step.resolved_at, step.version
    return found


def messages(
    one: Seen, told: Sequence[News], event: Received[Event], listeners: Sequence[HubSubscription]
) -> Iterator[Message]:
    """In the order of the steps, after what listeners know was brought up to date."""
    shown = resource(one.ticket, one.said, one.state)
    before, one.state.digest = one.state.digest, digest(shown)
    notifications = [
        _notification(kind, _as_of(item, shown), one, event, version=item.step.version)
        for item in told
        for kind in item.kinds
    ]
    if not notifications and before != one.state.digest:
        changed: EventType = "TroubleTicketAttributeValueChangeEvent"
        notifications = [_notification(changed, shown, one, event, version=one.ticket.version)]
    queries = [(listener.id, ListenerQuery(listener.query)) for listener in listeners]
    for content in notifications:
        yield from (_message(one, content, id_, query) for id_, query in queries if query.fits(content))


def _as_of(item: News, shown: Resource) -> Resource:
    """The ticket as it is, with the status that it had then."""
    told = {
        **shown,
        "status": item.step.status,
        "statusChangeDate": instant(item.step.at),
        "statusChangeReason": item.reason,
        "resolutionDate": item.step.resolved_at and instant(item.step.resolved_at),
    }
    return {name: value for name, value in told.items() if value is not None}


def _notification(
    kind: EventType, shown: Resource, one: Seen, event: Received[Event], *, version: int
) -> Resource:
    """What is waited for is either what the customer wants at all, or an answer."""
    asks = kind == "TroubleTicketInformationRequiredEvent"
    field = "note" if one.ticket.demand_confirmed else "description"
    return notification(
        kind,
        shown,
        event_id=derived_id(event.id, f"{one.ticket.id} {version} {kind}"),
        at=event.time,
        field=field if asks else None,
    )


def _message(one: Seen, content: Resource, listener: UUID, query: ListenerQuery) -> Message:
    return Message(
        id=derived_id(UUID(content["eventId"]), str(listener)),
        endpoint_id=listener,
        subject=one.ticket.id,
        kind=content["eventType"],
        body=as_body(query.narrowed(content)),
    )


def _reason(
    said: TroubleTicket | None, events: Sequence[Received[Any]], *, after: int, step: Step
) -> str | None:
    """What a client gave for the status that it asked for, else what the event says."""
    if said and (reason := reasons.between(said.reasons, after=after, until=step.version)):
        return reason
    given = (
        getattr(event.data, "reason", None)
        for event in events
        if event.data.topic is TICKETS and after < event.version <= step.version
    )
    return next((reason for reason in given if reason), None)
