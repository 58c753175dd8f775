"""Pure decisions about inspections (PO-19)."""

from services.intake.customers.models import Customer
from services.intake.tickets.schemas import Demanded
from services.intake.units.models import Unit


def unknown_facts(customer: Customer, unit: Unit) -> tuple[Demanded, ...]:
    """What a ticket asks for and the files don't have (IN-04)."""
    facts: dict[Demanded, object] = {
        "phone": customer.phones,
        "address": customer.addresses,
        "model": unit.model,
        "specification": unit.specification,
        "purchase_date": unit.purchase_date,
        "purchase_place": unit.purchase_place,
    }
    return tuple(name for name, known in facts.items() if not known)
