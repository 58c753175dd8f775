"""Units by serial number, however it is written: case, width and joints don't count (IN-05, PO-11)."""

from typing import Any

from sqlalchemy import ColumnElement, Text, func, or_
from sqlalchemy.dialects.postgresql import ARRAY, array

from services.intake.units.models import Unit


def bears(serial: str) -> ColumnElement[bool]:
    """One of nothing but joints, such as `-`, is itself only."""
    return or_(Unit.serial == serial, func.joined_serial(Unit.serial) == _joined(serial))


def bears_or_bore(serial: str) -> ColumnElement[bool]:
    """Or a piece in its place did, until it was exchanged."""
    former = func.joined_serials(Unit.former_serials, type_=ARRAY(Text))
    return or_(bears(serial), former.contains(array([_joined(serial)])))


def _joined(serial: str) -> ColumnElement[Any]:
    return func.nullif(func.joined_serial(serial), "")
