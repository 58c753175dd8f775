"""Many small requests, as a front end and its imports send them."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from deploy.local.replay.desk import Answer

CUSTOMERS, UNITS, CONTACTS = "/intake/v1/customers", "/intake/v1/units", "/intake/v1/contacts"
_KINDS = ("consultation", "repair", "maintenance", "complaint", "suggestion")
_CATEGORIES = ("refrigerator", "television", "washing_machine", "pc")


class Order(NamedTuple):
    path: str
    body: Answer
    manner: str
    """`patient`, `twice` at once, or `once` and never again."""


def orders(seed: int, number: int) -> Iterator[Order]:
    """Without end; of a unit the customer is left out, as only an answer can tell it."""
    chance = Random(f"bulk {seed} {number}")
    count = 0
    while True:
        count += 1
        label = f"{number}-{count}"
        phone = f"+86137{number:03d}{count % 100000:05d}"
        path, body = chance.choices(
            (
                (CONTACTS, _contact(label, phone, chance)),
                (CUSTOMERS, new_customer(label, phone)),
                (UNITS, _unit(label, chance)),
            ),
            (5, 3, 2),
        )[0]
        manner = chance.choices(("patient", "twice", "once"), (6, 1, 1))[0]
        yield Order(path, body, manner)


def _contact(label: str, phone: str, chance: Random) -> Answer:
    return {
        "channel": "phone",
        "direction": "inbound",
        "number": phone,
        "kind": chance.choices(_KINDS, (8, 4, 2, 1, 1))[0],
        "content": f"call {label}",
        "answered": chance.random() < 0.8,
    }


def new_customer(label: str, phone: str | None = None) -> Answer:
    contacts = [{"type": "phone", "value": phone}] if phone else []
    return {"name": f"Customer {label}", "contacts": contacts, "addresses": []}


def _unit(label: str, chance: Random) -> Answer:
    return {
        "category": chance.choice(_CATEGORIES),
        "model": "M1",
        "specification": "standard",
        "serial": f"F{label}",
        "purchase_date": "2026-05-04",
        "purchase_place": "shop",
    }
