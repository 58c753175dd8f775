"""What services keep of each other's rows, which has to be as the owner has it when all is quiet."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from services.intake.timeline.rules import entry_id
from tests.faults.history import Copy

Tables = dict[str, Sequence[Any]]
"""What was read of one service: rows by a name."""


def copies(read: Mapping[str, Tables]) -> Iterator[Copy]:
    """Of tickets, customers and the timeline; where a row is missing on one side, with None."""
    tickets = {row.id: row for row in read["intake"]["tickets"]}
    for service, columns in _OF_TICKET.items():
        kept = {row.id: row for row in read[service]["tickets"]}
        for ticket in tickets.keys() | kept.keys():
            yield Copy(
                f"{service}'s ticket",
                ticket,
                _values(tickets.get(ticket), columns),
                _values(kept.get(ticket), columns),
            )
    owned = {row.id: (row.tier,) for row in read["intake"]["customers"]}
    for customer in read["followup"]["customers"]:
        yield Copy("followup's customer", customer.id, owned.pop(customer.id, None), (customer.tier,))
    yield from (Copy("followup's customer", id_, values, None) for id_, values in owned.items())
    yield from _timeline(read)


def _timeline(read: Mapping[str, Tables]) -> Iterator[Copy]:
    """A line for each event that it listens to."""
    types = {
        kind.type
        for consumer in import_module("services.intake.app").CONSUMERS
        if consumer.name == "intake.timeline"
        for kind in consumer.kinds
    }
    told = {
        entry_id(row.time, row.event_id): True
        for tables in read.values()
        for row in tables["log"]
        if row.type in types
    }
    kept = {row.id: True for row in read["intake"]["timeline"]}
    for entry in told.keys() | kept.keys():
        yield Copy("timeline", entry, told.get(entry), kept.get(entry))


def _values(row: Any, columns: Sequence[str]) -> object:
    return None if row is None else tuple(getattr(row, column) for column in columns)


_OF_TICKET = {
    "dispatch": ("customer_id", "number", "kind", "service_type", "ended"),
    "complaints": ("customer_id",),
    "followup": ("customer_id", "kind", "cancelled"),
}
KEPT: dict[str, dict[str, str]] = {
    "intake": {
        "tickets": """SELECT id, customer_id, number, kind, service_type, status = 'cancelled' AS cancelled,
                             status IN ('closed', 'cancelled') AS ended FROM tickets""",
        "customers": "SELECT id, tier FROM customers",
        "timeline": "SELECT id FROM timeline",
    },
    "dispatch": {"tickets": "SELECT id, customer_id, number, kind, service_type, ended FROM tickets"},
    "complaints": {"tickets": "SELECT id, customer_id FROM tickets"},
    "followup": {
        "tickets": "SELECT id, customer_id, kind, cancelled FROM tickets",
        "customers": "SELECT id, tier FROM customers",
    },
}
"""Statements by service and by the name that their rows get."""
