"""Declarative base of the complaints schema; the tables themselves stand in the rooms' `models.py`."""

from libs.common.database import Table, service_metadata


class Base(Table):
    metadata = service_metadata()
