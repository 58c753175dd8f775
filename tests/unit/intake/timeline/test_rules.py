"""What the timeline keeps of an event (IN-11)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.complaints import CustomerNotified
from libs.common.events.dispatch import JobCancelled, VisitAccepted
from libs.common.events.envelope import Event, Received
from libs.common.events.followup import DissatisfactionReported
from libs.common.events.intake import ContactRegistered
from libs.common.ids import new_id
from services.intake.timeline import rules

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def heard(data: Event, *, subject: UUID) -> Received[Any]:
    return Received(
        id=new_id(),
        time=NOW,
        subject=subject,
        version=1,
        actor="service:test",
        correlation=None,
        traceparent=None,
        data=data,
    )


@given(MOMENTS, st.timedeltas(timedelta(milliseconds=1), timedelta(days=3000)))
def test_ids_sort_by_business_time(at: datetime, later: timedelta) -> None:
    assert rules.entry_id(at, new_id()) < rules.entry_id(at + later, new_id())


def test_the_same_event_has_the_same_id_and_two_of_one_moment_differ() -> None:
    one, other = new_id(), new_id()
    assert rules.entry_id(NOW, one) == rules.entry_id(NOW, one) != rules.entry_id(NOW, other)


def test_a_visit_belongs_to_its_ticket_and_is_what_is_looked_up() -> None:
    visit, ticket = new_id(), new_id()
    accepted = VisitAccepted(ticket_id=ticket, job_id=new_id(), technician_id=new_id())
    happened = heard(accepted, subject=visit)
    assert list(rules.links(happened)) == [(visit, ticket)]
    assert rules.entry(happened)["ref"] == visit


def test_of_a_job_the_ticket_is_looked_up() -> None:
    job, ticket = new_id(), new_id()
    happened = heard(JobCancelled(ticket_id=ticket, reason="x"), subject=job)
    assert rules.entry(happened)["ref"] == ticket
    assert rules.entry(happened)["details"] == {}


def test_a_contact_belongs_to_ticket_and_customer() -> None:
    def registered(customer_id: UUID | None, ticket_id: UUID | None) -> Event:
        return ContactRegistered(
            channel="phone",
            direction="inbound",
            kind="repair",
            answered=True,
            occurred_at=NOW,
            customer_id=customer_id,
            ticket_id=ticket_id,
        )

    contact, customer, ticket = new_id(), new_id(), new_id()
    happened = heard(registered(customer, ticket), subject=contact)
    assert set(rules.links(happened)) == {(contact, ticket), (contact, customer)}
    assert list(rules.links(heard(registered(None, None), subject=contact))) == []


def test_what_is_said_of_a_case_belongs_to_the_case() -> None:
    call, case = new_id(), new_id()
    reported = DissatisfactionReported(
        source="survey",
        source_id=new_id(),
        ticket_id=None,
        case_id=case,
        customer_id=None,
        poor=["arrival"],
        text="x",
        reported_at=NOW,
    )
    assert list(rules.links(heard(reported, subject=call))) == [(call, case)]
    told = CustomerNotified(channel="letter", case_id=case, ticket_id=None, text_hash="x")
    assert list(rules.links(heard(told, subject=case))) == []
