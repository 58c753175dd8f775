"""What a customer file takes over from the one merged into it, and gives back (IN-11)."""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypedDict
from uuid import UUID

from libs.common.policy.benefits import household
from services.intake.customers.models import CARDS, TIERS, Customer
from services.intake.customers.schemas import ContactPoint


class Taken(TypedDict):
    """Digests of the entries that were added, and what single fields held before."""

    contacts: list[str]
    addresses: list[str]
    before: dict[str, Any]


def taken_over(survivor: Customer, merged: Customer, *, salt: UUID) -> tuple[dict[str, Any], Taken]:
    """The survivor's new values and what of them is new.

    What the survivor says stays; what only the other says is added. Of tier and card the higher holds, a wish
    not to be called holds for both, missed appointments add up.
    """
    contacts = [entry for entry in merged.contacts if not _reached_by(survivor, entry)]
    homes = {household(address["text"]) for address in survivor.addresses}
    addresses = [entry for entry in merged.addresses if household(entry["text"]) not in homes]
    single = {
        name: choose(getattr(survivor, name), getattr(merged, name)) for name, choose in _CHOOSE.items()
    }
    before = {name: getattr(survivor, name) for name, value in single.items()}
    changed = {name: old for name, old in before.items() if single[name] != old}
    lists = _lists([*survivor.contacts, *contacts], [*survivor.addresses, *addresses])
    taken: Taken = {
        "contacts": [_digest(entry, salt) for entry in contacts],
        "addresses": [_digest(entry, salt) for entry in addresses],
        "before": changed,
    }
    return single | lists, taken


def given_back(survivor: Customer, merged: Customer, taken: Taken, *, salt: UUID) -> dict[str, Any]:
    """The survivor's values without what came from the other; what was changed since stays as it is."""
    contacts = [entry for entry in survivor.contacts if _digest(entry, salt) not in taken["contacts"]]
    addresses = [entry for entry in survivor.addresses if _digest(entry, salt) not in taken["addresses"]]
    single = {
        name: old
        for name, old in taken["before"].items()
        if getattr(survivor, name) == _CHOOSE[name](old, getattr(merged, name))
    }
    missed = max(0, survivor.missed_appointments - merged.missed_appointments)
    return _lists(contacts, addresses) | single | {"missed_appointments": missed}


def _lists(contacts: Sequence[Mapping[str, Any]], addresses: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    numbers = (ContactPoint.model_validate(entry).phone for entry in contacts)
    return {
        "contacts": list(contacts),
        "addresses": list(addresses),
        "phones": list(dict.fromkeys(number for number in numbers if number)),
    }


def _reached_by(survivor: Customer, entry: Mapping[str, Any]) -> bool:
    number = ContactPoint.model_validate(entry).phone
    return number in survivor.phones if number else entry in survivor.contacts


def _digest(entry: Mapping[str, Any], salt: UUID) -> str:
    return sha256(salt.bytes + json.dumps(entry, sort_keys=True).encode()).hexdigest()


def _higher(order: Sequence[str | None]) -> Callable[[Any, Any], Any]:
    return lambda one, other: max((one, other), key=order.index)


def _first(one: Any, other: Any) -> Any:
    return one or other


_CHOOSE: dict[str, Callable[[Any, Any], Any]] = {
    "tier": _higher(TIERS),
    "card": _higher((None, *CARDS)),
    "member": _first,
    "do_not_call": _first,
    "group": _first,
    "contact_person": _first,
    "best_hours": _first,
    "missed_appointments": lambda one, other: one + other,
}
