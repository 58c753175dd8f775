"""Conduct facts about technicians (DI-17)."""

from datetime import datetime
from typing import Literal

from libs.common.events.dispatch.topics import TECHNICIANS
from libs.common.events.envelope import Event


@TECHNICIANS.event
class TechnicianUnreachable(Event, frozen=True):
    """Switched off or call refused within 08:00–22:00 (DI-17)."""

    at: datetime
    how: Literal["switched_off", "refused"]
    user: str | None = None
