"""One appointment of one technician for one job."""

from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from libs.common.ids import new_id, site_date
from services.dispatch.technicians.models import Technician
from services.dispatch.visits.columns import ENDS, LIFE
from services.dispatch.visits.on_site import OnSite


class Visit(OnSite):
    """Its way stands in `lateness`, `steps`, `review` and `on_site`; its row in `columns`."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(f"status IN {LIFE + ENDS}", name="status"),
        CheckConstraint("report_status IN ('submitted', 'returned', 'approved')", name="report_status"),
        Index(
            "ix_visits_without_check_out",
            "technician_id",
            postgresql_where="status = 'completed' AND checked_out_at IS NULL AND NOT check_out_missed",
        ),
    )

    @classmethod
    def offer(
        cls, *, job: UUID, ticket: UUID, technician: Technician, window: tuple[datetime, datetime]
    ) -> Self:
        """A new visit, `offered` to the technician."""
        return cls(
            id=new_id(),
            version=0,
            job_id=job,
            ticket_id=ticket,
            technician_id=technician.id,
            user=technician.user,
            status="offered",
            day=site_date(window[0]),
            window_from=window[0],
            window_to=window[1],
            delays=[],
            late_minutes=0,
            check_out_missed=False,
            report_missing=[],
            replaced_parts=[],
            findings=[],
            help=[],
        )
