"""What callers send and get of a technician."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from libs.common.web.fields import At, Day, In, Lat, Lon, Out, ShortText
from services.dispatch.schemas import WindowIn
from services.dispatch.technicians.models import Technician

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:30"])]
Status = Literal["active", "inactive"]


class Base(In):
    lat: Lat
    lon: Lon


class Shift(In):
    """In the site's zone; a shift ends on the day it begins."""

    from_: ClockTime = Field(alias="from")
    to: ClockTime

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.to <= self.from_:
            raise PydanticCustomError(
                "shift_order", "`to` must be later than `from`", {"zh": "下班须晚于上班", "field": "to"}
            )
        return self


class Absence(WindowIn):
    reason: ShortText | None = None


class Training(In):
    name: ShortText
    on: Day


class ChangeTechnician(In):
    name: ShortText | None = None
    user: ShortText | None = None
    skills: Annotated[list[ShortText], Field(max_length=100)] | None = None
    base: Base | None = None
    region: ShortText | None = None
    shift: Shift | None = None
    status: Status | None = None
    absences: Annotated[list[Absence], Field(max_length=500)] | None = None
    trainings: Annotated[list[Training], Field(max_length=500)] | None = None

    def columns(self) -> dict[str, Any]:
        """What was given, as the row holds it."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        told = {name: value for name, value in given.items() if value is not None}
        if base := told.pop("base", None):
            told |= {"latitude": base.lat, "longitude": base.lon}
        if shift := told.pop("shift", None):
            told |= {"shift_from": time.fromisoformat(shift.from_), "shift_to": time.fromisoformat(shift.to)}
        for name in ("absences", "trainings"):
            if name in told:
                told[name] = [item.model_dump(mode="json", by_alias=True) for item in told[name]]
        return told


class RegisterTechnician(ChangeTechnician):
    name: ShortText
    skills: Annotated[list[ShortText], Field(max_length=100)]
    base: Base
    region: ShortText
    shift: Shift


class Unreachable(In):
    at: At
    how: Literal["switched_off", "refused"]


class Point(Out):
    lat: float
    lon: float


class Hours(Out):
    """Of each day, in the site's zone."""

    from_: str = Field(alias="from")
    to: str


class AbsenceOut(Out):
    from_: datetime = Field(alias="from")
    to: datetime
    reason: str | None


class TrainingOut(Out):
    name: str
    on: date


class TechnicianOut(Out):
    id: UUID
    name: str
    user: str | None
    skills: list[str]
    base: Point
    region: str
    shift: Hours
    status: Status
    absences: list[AbsenceOut]
    trainings: list[TrainingOut]

    @classmethod
    def of(cls, technician: Technician, **more: Any) -> Self:
        return cls.model_validate(
            {
                "id": technician.id,
                "name": technician.name,
                "user": technician.user,
                "skills": technician.skills,
                "base": {"lat": technician.latitude, "lon": technician.longitude},
                "region": technician.region,
                "shift": {"from": f"{technician.shift_from:%H:%M}", "to": f"{technician.shift_to:%H:%M}"},
                "status": technician.status,
                "absences": technician.absences,
                "trainings": technician.trainings,
                **more,
            }
        )


class OnTime(Out):
    """Arrivals so far, and how many promises were broken."""

    arrived: int
    late: int


class TechnicianDetail(TechnicianOut):
    load: int
    """Visits that are still to be done."""
    reachable: Hours
    """The hours in which the phone is on (DI-17)."""
    on_time: OnTime
