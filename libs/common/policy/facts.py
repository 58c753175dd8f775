"""What is known about a unit, its fault and its customer when a decision is asked for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from libs.common.money import Money
from libs.common.policy.errors import FactError
from libs.common.policy.vocabulary import (
    Appraisal,
    Card,
    Category,
    FaultKind,
    Finding,
    InternalPurpose,
    Proof,
    Remedy,
)


@dataclass(frozen=True, slots=True)
class ContractTerm:
    """First and last day of a service contract, both in force, and what it allows (PO-04).

    No `visits` is no limit; no `response_hours` leaves the pack's.
    """

    first: date
    last: date
    visits: int | None = None
    visits_used: int = 0
    response_hours: int | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise FactError(
                "contract/to", "before_from", zh="早于合同开始日", en="the contract ends before it begins"
            )

    @property
    def used_up(self) -> bool:
        return self.visits is not None and self.visits_used >= self.visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`purchase_date` is the day of acceptance for contracted work; `as_of` the day that is asked about."""

    category: Category
    purchase_date: date
    as_of: date
    proof: Proof | None = None
    delivered_on: date | None = None
    serviced_on: date | None = None
    delivery_inspection: bool = False
    price: Money | None = None
    member: bool = False
    card: Card | None = None
    findings: tuple[Finding, ...] = ()
    fault_kind: FaultKind = "performance"
    as_contracted: bool = True
    failed_repairs: int = 0
    failed_repairs_same_part: int = 0
    part_wait_days: int = 0
    repair_hours: Decimal = Decimal(0)
    part_away_days: int = 0
    model_in_stock: bool = True
    requested_remedy: Remedy | None = None
    component: str | None = None
    component_replaced_on: date | None = None
    warranty_restarted_on: date | None = None
    """The day the unit itself was exchanged (PO-11)."""
    warranty_extension_days: int = 0
    """Days under repair or waiting for parts so far (PO-11)."""
    contract: ContractTerm | None = None
    internal: bool = False
    internal_purpose: InternalPurpose | None = None
    """Named, the work is internal (PO-05)."""
    partner_pickup_date: date | None = None
    household_benefits_used: int = 0
    dispute_defect: bool = False
    appraisal: Appraisal | None = None

    def __post_init__(self) -> None:
        if self.as_of < self.purchase_date:
            raise FactError(
                "as_of", "before_purchase", zh="不能早于购买日期", en="must not lie before purchase_date"
            )

    @property
    def days_owned(self) -> int:
        """The day of purchase is day 0."""
        return (self.as_of - self.purchase_date).days
