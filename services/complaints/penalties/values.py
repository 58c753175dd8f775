"""The parts of a penalty's path (CO-15)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Status = Literal[
    "proposed", "confirmed", "objected", "ruled", "noticed", "approved", "published", "withdrawn"
]
Cause = Literal[
    "no_check_out", "late", "incomplete_report", "phone_off", "disobeyed", "major_demerit", "idle", "loss"
]
Sanction = Literal["fine", "bonus", "warning", "demerit", "major_demerit", "dismissal", "legal_action"]
SubjectKind = Literal["person", "department", "partner"]

ADMINISTRATIVE: frozenset[Sanction] = frozenset({"warning", "demerit", "major_demerit", "dismissal"})
"""Only these give a personnel announcement (CO-16)."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The event that is the fact, or the case whose verdict it is, in words."""

    at: datetime
    zh: str
    en: str
    event_id: UUID | None = None
    case_id: UUID | None = None


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    by: str
    at: datetime
    text: str


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    by: str
    at: datetime
    reason: str | None
