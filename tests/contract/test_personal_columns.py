"""Whoever adds a column that may tell who somebody is decides what becomes of it (IN-12)."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

SERVICES = ("intake", "dispatch", "complaints", "followup")
TELLING = frozenset(
    {
        *("name", "caller", "contact_person", "customer", "phone", "phones", "email", "contacts"),
        *("address", "addresses", "location", "latitude", "longitude", "household", "issued_to"),
        *("text", "content", "fault", "cause", "resolution", "opinion", "notes", "note", "demand"),
        *("report", "help", "answer", "action", "remote_report", "attachments", "scan"),
    }
)
"""Names of columns in which persons, or words about them, are kept."""
OTHERS_WORDS = {
    "intake.article_versions.text": "written for everybody, and reviewed",
    "intake.publicity_materials.name": "leaflets and posters",
    "intake.quality_issues.fault": "what several tickets have in common",
    "intake.stray_vouchers.scan": "of a paper that belongs to nobody's ticket",
    "dispatch.price_lists.note": "public",
    "dispatch.price_lists.phones": "of the trade association and the consumer council",
    "dispatch.technicians.name": "staff",
    "dispatch.technicians.latitude": "staff's base",
    "dispatch.technicians.longitude": "staff's base",
    "complaints.improvements.action": "of a department",
    "complaints.notices.text": "about staff, written by the GM's office",
    "complaints.personnel_announcements.text": "about staff",
    "complaints.replaced_parts.name": "of a part",
    "complaints.penalties.cause": "one of a few",
    "intake.tickets.resolution": "a count",
    "followup.surveys.resolution": "a count",
}
"""Columns of these names that tell of no customer, and why."""


def columns(service: str) -> Iterator[str]:
    import_module(f"services.{service}.app")
    base = import_module(f"services.{service}.tables").Base
    for mapper in base.registry.mappers:
        for attribute in mapper.column_attrs:
            if attribute.key in TELLING:
                yield f"{service}.{mapper.local_table.name}.{attribute.key}"


def blanked(service: str) -> set[str]:
    held: Any = import_module(f"services.{service}.privacy.held").HELD
    return {f"{service}.{one.model.__tablename__}.{name}" for one in held for name in one.blank}


@pytest.mark.rule("IN-12")
@pytest.mark.parametrize("service", SERVICES)
def test_every_column_that_tells_of_a_person_is_blanked_or_somebody_elses(service: str) -> None:
    assert sorted(set(columns(service)) - blanked(service) - set(OTHERS_WORDS)) == []


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_blanked_is_a_column(service: str) -> None:
    held: Any = import_module(f"services.{service}.privacy.held").HELD
    for one in held:
        names = {attribute.key for attribute in one.model.__mapper__.column_attrs}
        assert set(one.blank) <= names, one.model.__tablename__
