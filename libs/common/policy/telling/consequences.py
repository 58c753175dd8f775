"""What it costs and what follows: charges, complaints, authority, penalties, partners."""

from collections.abc import Iterator

from libs.common.policy.case import Percent, Word, words
from libs.common.policy.pack import Pack
from libs.common.policy.telling import Told, time_of


def money(pack: Pack) -> Iterator[Told]:
    charge = pack.charge
    yield "say_small_charge", {"limit": charge.small_limit, "by": Word(charge.quote_released_by)}
    if charge.labour_outside_warranty:
        yield "say_labour_outside", {"amount": charge.labour_outside_warranty}
    for level in pack.authority:
        text = "say_authority" if level.up_to else "say_authority_above"
        yield text, {"role": Word(level.role), "limit": level.up_to or ""}
    for remedy in pack.remedy_approval:
        yield "say_remedy_approval", {"kind": Word(f"remedy_{remedy.kind}"), "by": Word(remedy.by)}
    for cause, amount in pack.fines.items():
        yield "say_fine", {"cause": Word(cause), "amount": amount}


def complaints(pack: Pack) -> Iterator[Told]:
    terms = pack.complaints
    yield "say_investigation", time_of(terms.investigation)
    yield "say_report", time_of(terms.report_within)
    yield "say_repeat_overdue", time_of(terms.repeat_overdue_every)
    yield "say_result", {"by": Word(terms.result_passed_on_by)}
    yield "say_fraud", {"times": terms.fraud_multiple}
    yield "say_improvement", time_of(terms.improvement_within)
    yield "say_review", {"day": terms.monthly_review_day}
    for cause in terms.causes:
        yield "say_cause", {"code": cause.code, "zh": cause.zh, "en": cause.en}


def penalties(pack: Pack) -> Iterator[Told]:
    terms = pack.penalties
    yield "say_unit_share", {"share": Percent(terms.unit_share_of_loss)}
    yield "say_person_share", {"share": Percent(terms.person_share_of_loss), "most": terms.person_at_most}
    yield "say_next_step", {"months": terms.repeat_within_months, "steps": words(terms.steps)}
    yield "say_conduct", {"sanction": Word(terms.conduct_upheld), "idle": Word(terms.idle_on_site)}
    yield "say_false_receipt", {"sanctions": words(terms.false_receipt)}
    yield "say_objection", {"days": terms.objection_days}
    yield "say_loss", {"hour": pack.loss.rework_hour}


def partners(pack: Pack) -> Iterator[Told]:
    orders, shop, returns = pack.work_orders, pack.workshop, pack.factory_returns
    yield "say_work_orders", {"day": orders.due_day, "rate": orders.labour_rate}
    yield "say_verified", {"share": Percent(orders.verified_share), "times": orders.verification_attempts}
    yield "say_repeat_flag", {"days": orders.repeat_flag_days}
    yield "say_pre_authorisation", {"amount": orders.pre_authorisation_above}
    yield "say_turnaround", time_of(shop.turnaround)
    if shop.daily_round:
        yield "say_daily_round", {}
    if shop.redone_free:
        yield "say_redone_free", {}
    yield "say_damage", {"share": Percent(shop.damage_share)}
    yield "say_shipments", {"times": returns.shipments_per_week, "units": returns.application_from_units}
    yield "say_shipment_answer", time_of(returns.answer_within)
    if returns.exchanged_unit_papers:
        yield "say_exchanged_papers", {}


def settlement(pack: Pack) -> Iterator[Told]:
    account, terms = pack.settlement, pack.partner_terms
    yield "say_period", {"first": account.period_from_day, "last": account.period_to_day}
    yield "say_settled", {"report": account.report_day, "pay": account.pay_day}
    yield "say_late_interest", {"rate": Percent(account.late_rate_daily)}
    warned = {"warnings": terms.warnings_to_end, "serious": terms.serious_warnings_to_forfeit}
    yield "say_partner_warnings", {**warned}
    yield "say_deposit", {"days": terms.deposit_return_days}
    yield "say_moving", {**time_of(terms.moving_notice), "penalty": terms.moving_penalty}
    yield "say_ending", {"months": terms.ending_notice_months}
