"""Units by serial number, however it is written: case, width and joints don't count (IN-05, PO-11)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, any_, func, literal, or_
from sqlalchemy.dialects.postgresql import ARRAY, array

from services.intake.units.models import Unit
from services.intake.units.rules import serial_key


def bears(serial: str) -> ColumnElement[bool]:
    """One of nothing but joints, such as `-`, is itself only."""
    return or_(Unit.serial == serial, func.joined_serial(Unit.serial) == _joined(serial))


def bears_any(serials: Iterable[str]) -> ColumnElement[bool]:
    """The same of many, each of them looked up by the index; `serial_key` tells which it is."""
    keys = {serial: serial_key(serial) for serial in serials}
    odd = [serial for serial, key in keys.items() if serial == key]
    return or_(
        Unit.serial == any_(literal(odd, ARRAY(Text))),
        func.joined_serial(Unit.serial) == any_(literal(list({*keys.values()}), ARRAY(Text))),
    )


def bears_or_bore(serial: str) -> ColumnElement[bool]:
    """Or a piece in its place did, until it was exchanged."""
    former = func.joined_serials(Unit.former_serials, type_=ARRAY(Text))
    return or_(bears(serial), former.contains(array([_joined(serial)])))


def _joined(serial: str) -> ColumnElement[Any]:
    return func.nullif(func.joined_serial(serial), "")
