"""A plan of the day: a proposal until it is published (DI-03)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.web.problems import NotFound, Refusal
from services.dispatch.tables import Base


class PlanNotFound(NotFound):
    code = "plan_not_found"
    zh = "没有这份派工计划。"
    en = "There is no such plan."


class PlanPublished(Refusal):
    code = "plan_published"
    zh = "该计划已发布。"
    en = "The plan is published already."


class PlanOutdated(Refusal):
    code = "plan_outdated"
    zh = "计划中的派工单已有变动，请重新排程。"
    en = "Jobs of the plan have changed since; make a new plan."


class Plan(Base, Aggregate):
    __tablename__ = "plans"
    __table_args__ = (CheckConstraint("status IN ('draft', 'published')", name="status"),)

    day: Mapped[date]
    status: Mapped[str] = mapped_column(default="draft")
    routes: Mapped[list[dict[str, Any]]]
    """As the answer has them: `{technician_id, stops: [...]}`."""
    unplaced: Mapped[list[dict[str, Any]]]
    cost: Mapped[dict[str, Any]]
    warnings: Mapped[list[dict[str, Any]]]
    """Rules that pinned jobs break (DI-06)."""
    made_by: Mapped[str]
    made_at: Mapped[datetime]

    def publish(self) -> None:
        if self.status == "published":
            raise PlanPublished
        self.status = "published"

    def stops(self) -> list[tuple[UUID, dict[str, Any]]]:
        """Technician and stop, in order."""
        return [(UUID(route["technician_id"]), stop) for route in self.routes for stop in route["stops"]]
