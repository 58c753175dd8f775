"""Pure decisions about jobs: their urgency, and what an order by hand breaks (DI-02, DI-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from libs.common.ids import site_date
from libs.common.policy.operations import Planning
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.packs import minutes_on_site
from services.dispatch.planning import travel
from services.dispatch.technicians.models import Technician

WarningCode = Literal["skill", "shift", "absent", "travel", "region"]

_NO_DEADLINE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment that a technician has on the same day."""

    window_from: datetime
    window_to: datetime
    minutes: int
    place: travel.Point | None


def urgency(job: Job, ticket: Ticket, *, day: date) -> tuple[object, ...]:
    """Sorts the most urgent first: carried over, urgent, deadline, contract, key customer, age (DI-02)."""
    deadlines = [due for due in (ticket.arrive_by, ticket.repair_by, ticket.preferred_to) if due]
    return (
        not carried_over(job, day=day),
        not (ticket.safety or ticket.priority == "urgent"),
        min(deadlines, default=_NO_DEADLINE),
        not ticket.under_contract,
        not ticket.key_customer,
        job.opened_at,
        job.id,
    )


def carried_over(job: Job, *, day: date) -> bool:
    """Left undone, or not dispatched, on the day before, when it stood on that day's list (S1 art. 11)."""
    return (job.carried_to is not None and job.carried_to <= day) or job.day < day


def broken_by(
    technician: Technician,
    ticket: Ticket,
    window: tuple[datetime, datetime],
    booked: Sequence[Booked],
    figures: Planning,
) -> list[WarningCode]:
    """An order by hand is carried out all the same (DI-06)."""
    shift_from, shift_to = technician.shift_on(site_date(window[0]))
    base = (technician.latitude, technician.longitude)
    place = travel.point(ticket.latitude, ticket.longitude)
    minutes = minutes_on_site(ticket, figures)
    broken: dict[WarningCode, bool] = {
        "skill": not technician.has_skill(ticket.category),
        "shift": window[0] < shift_from or window[1] > shift_to,
        "absent": technician.is_absent(*window),
        "travel": any(_unreachable(window, place, minutes, other, figures) for other in booked),
        "region": place is not None and travel.kilometres(base, place) > figures.home_region_km,
    }
    return [code for code, is_broken in broken.items() if is_broken]


def _unreachable(
    window: tuple[datetime, datetime],
    place: travel.Point | None,
    minutes: int,
    other: Booked,
    figures: Planning,
) -> bool:
    """Neither of the two appointments leaves the time to reach the other within its window."""
    way = timedelta(minutes=travel.minutes(place, other.place, figures))
    after = other.window_from + timedelta(minutes=other.minutes) + way <= window[1]
    before = window[0] + timedelta(minutes=minutes) + way <= other.window_to
    return not (after or before)
