"""Declarative base of the complaints schema; the tables themselves stand in the rooms' `models.py`."""

from sqlalchemy.orm import DeclarativeBase

from libs.common.database import COLUMN_TYPES, service_metadata


class Base(DeclarativeBase):
    metadata = service_metadata()
    type_annotation_map = COLUMN_TYPES
