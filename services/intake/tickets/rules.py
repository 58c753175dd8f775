"""Pure decisions about tickets."""

from collections.abc import Sequence

from libs.common.policy.pack import Pack
from services.intake.customers.models import Customer
from services.intake.units.models import Unit

FIELD_WORK = frozenset({"repair", "installation", "maintenance", "training"})
"""Kinds that a technician goes out for, unless resolved remotely (DI-02)."""

_UNIT_FACTS = ("model", "specification", "purchase_date", "purchase_place")


def backup_missing(*, sent_in: bool, category: str | None, backup: str | None, pack: Pack) -> bool:
    """A unit that bears data is taken in only after a backup or the customer's waiver (IN-19).

    Of a unit that nobody knows it is to be said whether it bears any.
    """
    if not sent_in or category is None:
        return sent_in and backup is None
    return category in pack.tickets.data_bearing and backup not in ("done", "waived")


def missing_facts(
    *, kind: str, customer: Customer, unit: Unit | None, has_location: bool, unknown: Sequence[str]
) -> list[str]:
    """Where facts are neither given nor named as unknown, as JSON pointers without the first slash (IN-04).

    A consultation needs only who asks (IN-03); the place of the work is an address too.
    """
    missing = [] if customer.name or "name" in unknown else ["customer/name"]
    if not customer.phones and "phone" not in unknown:
        missing.append("customer/contacts")
    if kind == "consultation":
        return missing
    if not customer.addresses and not has_location and "address" not in unknown:
        missing.append("customer/addresses")
    if unit is None:
        return missing if set(_UNIT_FACTS) <= set(unknown) else [*missing, "unit_id"]
    return missing + [
        f"unit/{name}" for name in _UNIT_FACTS if getattr(unit, name) is None and name not in unknown
    ]
