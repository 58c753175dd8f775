"""Tables of the call guide: who takes calls, and who has read which text (IN-13)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from services.intake.tables import Base


class CallTaker(Base):
    """Somebody who has registered a call, or read the guide: who must have read all of it."""

    __tablename__ = "call_takers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent: Mapped[str] = mapped_column(unique=True)
    last_call_at: Mapped[datetime | None]


class GuideReading(Base, Aggregate):
    """An agent's word that the version of a situation's text was read."""

    __tablename__ = "call_guide_readings"
    __table_args__ = (UniqueConstraint("agent", "situation", "read_version"),)
    personal: ClassVar[frozenset[str]] = frozenset()

    agent: Mapped[str]
    situation: Mapped[str]
    read_version: Mapped[int]
    read_at: Mapped[datetime]
