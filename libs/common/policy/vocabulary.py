"""The words of entitlement as the HTTP interface promises them (api.md)."""

from typing import Literal

Category = Literal[
    "equipment",
    "office_goods",
    "pc",
    "server",
    "monitor",
    "switch",
    "storage",
    "tablet",
    "phone",
    "television",
    "refrigerator",
    "air_conditioner",
    "washing_machine",
    "clothing",
    "installation_work",
    "consumer_goods",
]
Remedy = Literal["repair", "exchange", "refund", "replacement", "loaner", "cleaning"]
Finding = Literal[
    "housing",
    "packaging",
    "seal_broken",
    "opened_privately",
    "repaired_by_others",
    "misuse",
    "wrong_voltage",
    "liquid",
    "human_damage",
    "force_majeure",
    "consumable",
    "pirated_software",
    "virus",
    "card_mismatch",
    "card_altered",
    "wrong_consumable",
    "wrong_environment",
    "bad_storage",
    "bad_upkeep",
    "knocks",
    "hot_plugging",
    "foreign_object",
    "other_makers_peripheral",
]
Exclusion = Literal[Finding, "out_of_period"]
"""`out_of_period` is found by the engine, never given."""

ServiceType = Literal["A", "B", "C", "D"]
Bearer = Literal["maker", "partner", "customer", "contract", "internal"]
Server = Literal["authorised_outlet", "place_of_sale", "partner"]
Replacement = Literal["same", "not_inferior"]
FaultKind = Literal["performance", "other"]
Card = Literal["gold", "diamond"]
InternalPurpose = Literal["publicity", "demo_stock", "dealer_stock", "display"]
"""What work for the company itself is done for (PO-05)."""
Appraisal = Literal["customer_caused", "not_customer_caused"]
"""What the maker's outlet found (PO-15)."""
Proof = Literal["invoice", "warranty_card", "bank_slip"]
Cost = Literal["part", "labour", "travel"]
