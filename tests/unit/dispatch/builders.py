"""Rows as the rooms make them, without a database."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from libs.common.ids import new_id, site_date
from services.dispatch.jobs.models import Job
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.technicians.models import Technician
from services.dispatch.visits.models import Visit

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""


def technician(**changes: Any) -> Technician:
    facts: dict[str, Any] = {
        "id": new_id(),
        "version": 0,
        "name": "李雷",
        "user": "technician",
        "skills": ["refrigerator"],
        "latitude": 31.23,
        "longitude": 121.48,
        "region": "上海",
        "shift_from": time(8),
        "shift_to": time(18),
        "status": "active",
        "absences": [],
        "trainings": [],
    }
    return Technician(**(facts | changes))


def visit(window_from: datetime = NINE, *, minutes: int = 60) -> Visit:
    window = (window_from, window_from + timedelta(minutes=minutes))
    return Visit.offer(job=new_id(), ticket=new_id(), technician=technician(), window=window)


def ticket(**changes: Any) -> Ticket:
    facts: dict[str, Any] = dict.fromkeys(column.key for column in Ticket.__mapper__.columns)
    known = {"id": new_id(), "kind": "repair", "category": "refrigerator", "priority": "normal"}
    flags = {"key_customer": False, "under_contract": False, "safety": False, "ready": True}
    return Ticket(**(facts | known | flags | changes))


def job(opened_at: datetime = NINE, **changes: Any) -> Job:
    facts: dict[str, Any] = {
        "id": new_id(),
        "version": 0,
        "ticket_id": UUID(int=1),
        "status": "open",
        "day": site_date(opened_at),
        "opened_at": opened_at,
        "carried_to": None,
        "repeat_repair": False,
        "technician_id": None,
        "visit_id": None,
    }
    return Job(**(facts | changes))
