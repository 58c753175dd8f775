"""Answers on a form, objections to it, and the forms under it (CO-02, CO-10 … CO-12)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.complaints.cases.values import Decision, Part


class Reply(Part, frozen=True):
    channel: str
    text: str
    form_no: str | None = None


class NotEstablished(Part, frozen=True):
    """CO-12: sales collects what is due by `collect_by`; `task` is its task."""

    reason: str
    collect_by: date | None = None
    task: UUID | None = None


class Objection(Part, frozen=True):
    """CO-12: a numbered memorandum on a form, decided by the superior."""

    memorandum_no: str
    memorandum: str
    form_no: str | None = None
    upheld: bool | None = None
    ruling: str | None = None
    ruled_by: str | None = None
    ruled_at: datetime | None = None


class Form(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier form under the present one (CO-02)."""

    form_no: str
    ended: Literal["refused", "objection_upheld"]
    at: datetime
    reason: str | None = None
    decision: Decision | None = None
    reply: Reply | None = None
    earlier_replies: tuple[Reply, ...] = ()
    not_established: NotEstablished | None = None
