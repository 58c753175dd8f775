"""How long a way takes: great circle × road factor, at one speed (DI-03)."""

from math import asin, cos, radians, sin, sqrt

from libs.common.policy.operations import Planning

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_EARTH_KM = 6371.0


def kilometres(start: Point, end: Point) -> float:
    """Along the great circle."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (start, end))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(chord)))


def minutes(start: Point | None, end: Point | None, figures: Planning) -> int:
    if start is None or end is None:
        return figures.unknown_travel_minutes
    by_road = kilometres(start, end) * figures.road_percent / 100
    return round(by_road / figures.kilometres_per_hour * 60)


def point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else (latitude, longitude)
