"""The rules in the order in which they are applied; a decision is what they leave behind (PO-17)."""

from functools import reduce

from libs.common.policy import (
    bearer,
    benefits,
    burden,
    contract,
    exchange,
    exclusions,
    loaner,
    partner_clock,
    replacement,
    serving,
    warranty,
    windows,
)
from libs.common.policy.case import Case, Rule, Word
from libs.common.policy.entitlement import Entitlement, entitlement
from libs.common.policy.facts import Facts
from libs.common.policy.library import Packs


def pack_found(case: Case) -> Case:
    """PO-01: by product category and purchase date."""
    return case.because(
        "PO-01",
        case.pack.pack,
        "pack_found",
        category=Word(case.facts.category),
        purchase_date=case.facts.purchase_date,
        pack=case.pack.pack,
        version=case.pack.version,
        base_version=case.pack.base_version,
    )


RULES: tuple[Rule, ...] = (
    pack_found,
    warranty.proof_of_purchase,
    warranty.months_promised,
    warranty.unit_clock,
    warranty.component_clock,
    exclusions.findings,
    exclusions.out_of_period,
    windows.windows,
    windows.not_as_contracted,
    replacement.failed_repairs,
    replacement.part_unavailable,
    loaner.loaner,
    exchange.late_exchange,
    benefits.benefit,
    bearer.repair,
    bearer.chosen_remedy,
    serving.served_by,
    bearer.free_or_paid,
    bearer.free_work,
    partner_clock.partner_clock,
    contract.contract,
    bearer.internal,
    burden.burden_of_proof,
)


def decide(packs: Packs, facts: Facts) -> Entitlement:
    """Service type, remedies, who serves and who pays, with the rules applied in order (PO-17)."""
    pack = packs.for_unit(facts.category, facts.purchase_date)
    return entitlement(reduce(lambda case, rule: rule(case), RULES, Case(facts, pack)))
