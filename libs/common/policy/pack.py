"""One version of a policy pack, with what it inherits from the base (PO-01)."""

from typing import Self

from pydantic import Field, model_validator

from libs.common.policy.conduct import (
    AuthorityLevel,
    Complaints,
    FineCause,
    LossBasis,
    Penalties,
    RemedyApproval,
)
from libs.common.policy.figures import Amount, Day, Section, Text
from libs.common.policy.operations import (
    Charge,
    Deadlines,
    Desk,
    FieldWork,
    FollowUp,
    Inspection,
    Ladder,
    Planning,
    Project,
    Tickets,
)
from libs.common.policy.partnership import FactoryReturns, PartnerTerms, Settlement, WorkOrders, Workshop
from libs.common.policy.promises import (
    Benefit,
    BurdenOfProof,
    Components,
    Exclusions,
    FailedRepairs,
    FreeWork,
    LateExchange,
    Loaner,
    NotAsContracted,
    PartnerClock,
    PartUnavailable,
    ServedBy,
    Warranty,
    Window,
)
from libs.common.policy.vocabulary import Category, Proof


class Effective(Section):
    """Days of purchase for which the version holds, both included; the last version has no end."""

    from_: Day = Field(alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError("`to` lies before `from`")
        return self


class Pack(Section):
    """What a unit's category and day of purchase promise, and the figures the rooms work by."""

    pack: str = Field(pattern="^[a-z]+(-[a-z]+)*$")
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    base_version: str
    effective: Effective
    title: Text
    categories: frozenset[Category] = frozenset()

    proofs: tuple[Proof, ...]
    windows: tuple[Window, ...] = ()
    not_as_contracted: NotAsContracted
    warranty: tuple[Warranty, ...] = ()
    free_work: tuple[FreeWork, ...] = ()
    components: Components
    exclusions: Exclusions
    failed_repairs: FailedRepairs | None = None
    part_unavailable: PartUnavailable | None = None
    loaner: tuple[Loaner, ...] = ()
    late_exchange: LateExchange | None = None
    partner_clock: PartnerClock | None = None
    burden_of_proof: BurdenOfProof
    benefits: tuple[Benefit, ...] = ()
    served_by: ServedBy
    inspection: Inspection

    desk: Desk
    deadlines: Deadlines
    ladder: Ladder
    tickets: Tickets
    follow_up: FollowUp
    field_work: FieldWork
    planning: Planning
    charge: Charge
    project: Project

    complaints: Complaints
    authority: tuple[AuthorityLevel, ...] = Field(min_length=1)
    remedy_approval: tuple[RemedyApproval, ...] = ()
    fines: dict[FineCause, Amount]
    penalties: Penalties
    loss: LossBasis

    work_orders: WorkOrders
    workshop: Workshop
    settlement: Settlement
    partner_terms: PartnerTerms
    factory_returns: FactoryReturns
