"""One version of a policy pack, with what it inherits from the base (PO-01)."""

from itertools import pairwise
from typing import Self, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from libs.common.policy.conduct import (
    AuthorityLevel,
    Complaints,
    FineCause,
    LossBasis,
    Penalties,
    RemedyApproval,
)
from libs.common.policy.figures import Amount, Day, Row, Section, Text, row_for
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
    warranty: tuple[Warranty, ...] = Field(default=(), validate_default=True)
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

    @field_validator("warranty", "free_work", "loaner")
    @classmethod
    def one_row_each(cls, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """Of two rows as specific nobody could say which holds."""
        named = [category for row in rows for category in row.categories or (None,)]
        if twice := [category for category in named if named.count(category) > 1]:
            raise ValueError(f"two rows for {twice[0] or 'the whole pack'}")
        return rows

    @field_validator("warranty")
    @classmethod
    def a_warranty_for_each(cls, rows: tuple[Warranty, ...], info: ValidationInfo) -> tuple[Warranty, ...]:
        """One that has none says so by `months: none`: what was forgotten would be paid for by customers."""
        if lacking := [name for name in sorted(info.data.get("categories", ())) if not row_for(rows, name)]:
            raise PydanticCustomError("missing", f"no row for {lacking[0]}; none at all is `months: none`")
        return rows

    @field_validator("fines")
    @classmethod
    def a_fine_each(cls, fines: dict[FineCause, Amount]) -> dict[FineCause, Amount]:
        if missing := [cause for cause in get_args(FineCause) if cause not in fines]:
            raise ValueError(f"no fine for {missing[0]}")
        return fines

    @field_validator("authority")
    @classmethod
    def somebody_approves_all(cls, levels: tuple[AuthorityLevel, ...]) -> tuple[AuthorityLevel, ...]:
        *lower, last = levels
        limits = [level.up_to for level in lower if level.up_to is not None]
        if last.up_to is not None:
            raise ValueError("the last level has no limit")
        if len(limits) < len(lower) or any(less >= more for less, more in pairwise(limits)):
            raise ValueError("each level but the last has a higher limit than the one before")
        return levels
