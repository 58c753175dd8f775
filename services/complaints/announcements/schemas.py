"""Bodies and answers of the calls on personnel announcements."""

from datetime import datetime
from uuid import UUID

from libs.common.web.fields import In, Out, Text
from services.complaints.announcements.models import AnnouncementStatus


class DraftAnnouncement(In):
    penalty_id: UUID
    text: Text | None = None


class ChangeAnnouncement(In):
    text: Text


class AnnouncementOut(Out):
    id: UUID
    penalty_id: UUID
    subject: str
    sanction: str
    text: str | None
    status: AnnouncementStatus
    drafted_at: datetime
    published_at: datetime | None
    published_by: str | None
