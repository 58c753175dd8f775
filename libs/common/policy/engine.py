"""The rules in the order in which they are applied; a decision is what they leave behind (PO-17)."""

from collections.abc import Sequence

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
    return decide_all(packs, [facts])[0]


def decide_all(packs: Packs, all_facts: Sequence[Facts]) -> list[Entitlement]:
    """Each by itself; a rule that has just been applied is applied to the next in half the time."""
    cases = [Case(facts, packs.for_unit(facts.category, facts.purchase_date)) for facts in all_facts]
    for rule in RULES:
        cases = [rule(case) for case in cases]
    return [entitlement(case) for case in cases]
