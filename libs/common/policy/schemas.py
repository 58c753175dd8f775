"""`POST /entitlements/check` and `GET /policies` as api.md words them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from libs.common.act import Language
from libs.common.money import MoneyField
from libs.common.policy.engine import decide
from libs.common.policy.entitlement import Entitlement
from libs.common.policy.errors import FactError
from libs.common.policy.facts import ContractTerm, Facts
from libs.common.policy.library import Packs
from libs.common.policy.texts import plain
from libs.common.policy.vocabulary import (
    Appraisal,
    Bearer,
    Card,
    Category,
    Exclusion,
    FaultKind,
    Finding,
    InternalPurpose,
    Proof,
    Remedy,
    Replacement,
    Server,
    ServiceType,
)
from libs.common.web.fields import Day, In, Out, ShortText
from libs.common.web.problems import Invalid

Number = Annotated[int, Field(ge=0, le=1_000_000)]
Hours = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6, allow_inf_nan=False)]


class ContractIn(In):
    from_: Day = Field(alias="from")
    to: Day
    visits: Number | None = None
    visits_used: Number = 0
    response_hours: Number | None = None

    @field_validator("to")
    @classmethod
    def not_before_from(cls, to: date, info: ValidationInfo) -> date:
        if to < info.data.get("from_", to):
            raise PydanticCustomError("before_from", "must not lie before from", {"zh": "不能早于 from"})
        return to

    def term(self) -> ContractTerm:
        allowed = self.model_dump(exclude={"from_", "to"})
        return ContractTerm(self.from_, self.to, **allowed)


class EntitlementQuestion(In):
    """For `installation_work`, `purchase_date` is the day of acceptance; `as_of` defaults to today."""

    category: Category
    purchase_date: Day
    as_of: Day | None = None
    proof: Proof | None = None
    delivered_on: Day | None = None
    serviced_on: Day | None = None
    delivery_inspection: bool = False
    price: MoneyField | None = None
    member: bool = False
    card: Card | None = None
    findings: Annotated[tuple[Finding, ...], Field(max_length=100)] = ()
    fault_kind: FaultKind = "performance"
    as_contracted: bool = True
    failed_repairs: Number = 0
    failed_repairs_same_part: Number = 0
    part_wait_days: Number = 0
    repair_hours: Hours = Decimal(0)
    part_away_days: Number = 0
    model_in_stock: bool = True
    requested_remedy: Remedy | None = None
    component: ShortText | None = None
    component_replaced_on: Day | None = None
    warranty_restarted_on: Day | None = None
    warranty_extension_days: Number = 0
    contract: ContractIn | None = None
    internal: bool = False
    internal_purpose: InternalPurpose | None = None
    partner_pickup_date: Day | None = None
    household_benefits_used: Number = 0
    dispute_defect: bool = False
    appraisal: Appraisal | None = None

    @field_validator("as_of")
    @classmethod
    def not_before_purchase(cls, as_of: date | None, info: ValidationInfo) -> date | None:
        if as_of and as_of < info.data.get("purchase_date", as_of):
            raise PydanticCustomError(
                "before_purchase", "must not lie before purchase_date", {"zh": "不能早于购买日期"}
            )
        return as_of

    def facts(self, *, today: date, language: Language) -> Facts:
        """Raises `Invalid` when it was bought after today and `as_of` is left out."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"contract", "as_of"}}
        term = self.contract.term() if self.contract else None
        try:
            return Facts(**given, as_of=self.as_of or today, contract=term)
        except FactError as error:
            detail = error.zh if language == "zh" else error.en
            raise Invalid.field(f"/{error.field}", error.code, detail) from error


class Charges(Out):
    """Who bears each kind of cost."""

    part: Bearer
    labour: Bearer
    travel: Bearer


class RuleApplied(Out):
    rule: str
    outcome: str
    because: str


class EntitlementAnswer(Out):
    service_type: ServiceType
    in_warranty: bool
    remedies: tuple[Remedy, ...]
    cost_bearer: Bearer
    customer_share: str
    """Part of the price that the customer pays, "0" to "1"."""
    charges: Charges
    served_by: Server
    replacement: Replacement | None
    depreciation: MoneyField | None
    """Without the refurbishing fee."""
    refurbishing_fee: MoneyField | None
    seller_must_prove: bool
    loaner_due: bool
    excluded_by: tuple[Exclusion, ...]
    pack: str
    pack_version: str
    rules: tuple[RuleApplied, ...]

    @classmethod
    def of(cls, decided: Entitlement, language: Language) -> Self:
        return cls(
            **{name: getattr(decided, name) for name in _AS_DECIDED},
            customer_share=plain(decided.customer_share),
            charges=Charges.model_validate(decided),
            rules=tuple(
                RuleApplied(rule=reason.rule, outcome=reason.outcome, because=reason.in_language(language))
                for reason in decided.rules
            ),
        )


def check(
    packs: Packs, question: EntitlementQuestion, *, today: date, language: Language
) -> EntitlementAnswer:
    """The whole of `POST /entitlements/check`. Raises `Invalid`."""
    facts = question.facts(today=today, language=language)
    return EntitlementAnswer.of(decide(packs, facts), language)


_AS_DECIDED = EntitlementAnswer.model_fields.keys() - {"customer_share", "charges", "rules"}
