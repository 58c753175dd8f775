"""Figures that plans and warnings reckon with; no source has them, so they are *default*."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    road_factor: float = 1.3
    """Roads are longer than the great circle."""
    kilometres_per_hour: float = 40.0
    unknown_travel_minutes: int = 30
    """Where a place isn't known."""
    home_region_km: float = 100.0
    """Further from the base is outside the home region, which has no map (DI-09)."""
    lunch_from: time = time(12)
    lunch_to: time = time(13)
    promised_window_minutes: int = 60
    """From the planned start: what the customer is told (DI-08)."""
    work_minutes: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"installation": 120, "training": 120, "maintenance": 60})
    )
    """On site, by kind of ticket."""
    repair_minutes: int = 60

    def minutes_of(self, kind: str) -> int:
        return self.work_minutes.get(kind, self.repair_minutes)


DEFAULT = Figures()
