"""What callers send and get of plans."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from libs.common.act import Language
from libs.common.web.fields import Day, In, Out
from services.dispatch.planning.models import Plan

WOULD_HELP: dict[str, tuple[str, str]] = {
    "no_skill": ("需要一位具备此技能的服务人员：{skill}", "a technician with this skill: {skill}"),
    "no_time": ("需要更多人手、改约时间或改到另一天", "more hands, another window or another day"),
    "too_far": ("需要更近的服务人员，或经批准的异地服务", "somebody nearer, or an approved off-site service"),
}


class PinIn(In):
    job_id: UUID
    technician_id: UUID


class MakePlan(In):
    date: Day
    seconds: Annotated[float, Field(gt=0, le=300)] | None = None
    """How long the solver may think; the simple plan needs less than any."""
    pinned: list[PinIn] = Field(default=[], max_length=1000)


class StopOut(Out):
    job_id: UUID
    arrive_at: datetime
    start_at: datetime
    """Later than the arrival where window, lunch or an absence ask for it."""
    end_at: datetime
    travel_minutes: int


class RouteOut(Out):
    technician_id: UUID
    stops: list[StopOut]


class Unplaced(Out):
    job_id: UUID
    reasons: list[Literal["no_skill", "no_time", "too_far"]]
    would_help: list[str]


class Cost(Out):
    travel_minutes: int
    visits: int
    technicians: int
    unplaced: int


class BrokenRule(Out):
    job_id: UUID
    code: Literal["skill", "region", "shift"]


class PlanOut(Out):
    id: UUID
    date: date
    status: Literal["draft", "published"]
    routes: list[RouteOut]
    unplaced: list[Unplaced]
    cost: Cost
    warnings: list[BrokenRule]
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, plan: Plan, language: Language) -> Self:
        row: dict[str, Any] = {name: getattr(plan, name) for name in cls.model_fields if name != "date"}
        unplaced = [{**item, "would_help": _would_help(item, language)} for item in plan.unplaced]
        return cls.model_validate({**row, "date": plan.day, "unplaced": unplaced})


def _would_help(item: dict[str, Any], language: Language) -> list[str]:
    """What would get the job done (DI-05)."""
    return [
        WOULD_HELP[reason][language == "en"].format(skill=item["skill"] or "") for reason in item["reasons"]
    ]
