"""Charging fraud: what the events tell of the charges, and what is due to the customer (CO-18)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.money import Money
from services.complaints.cases import rules
from services.complaints.cases.models import Case
from services.complaints.cases.usecases.decide import proposal
from services.complaints.cases.usecases.handle import keep
from services.complaints.cases.values import Charged, Fraud, FraudGround
from services.complaints.cases.verdict_refusals import ConsentWasGiven, FeeWasListed
from services.complaints.policy import pack_of
from services.complaints.tickets.models import LedgerEntry
from services.complaints.tickets.queries import ledger_of, parts_replaced_on


async def find_fraud(
    *, session: AsyncSession, act: Act, case: Case, ground: FraudGround, service_fee: Money
) -> Case:
    """So many times the fee is proposed as compensation, for its authority to approve."""
    case.ready_to_decide()
    pack = await pack_of(session, case.ticket_id, now=act.now)
    evidence = await _charged(session, case)
    if evidence:
        _must_not_contradict(ground, evidence)
    due = rules.fraud_due(service_fee, pack.complaints.fraud_multiple)
    finding = Fraud(
        by=act.actor.subject,
        at=act.now,
        ground=ground,
        service_fee=service_fee,
        due=due,
        evidence=evidence,
    )
    text = f"charging fraud ({ground}): {pack.complaints.fraud_multiple} × {service_fee}"
    decision = proposal(case, act, pack, kind="compensation", amount=due, text=text, pointer="/service_fee")
    events = [*case.find_fraud(finding), *case.propose_remedy(decision)]
    return await keep(session=session, act=act, case=case, verb="find-fraud", events=events)


def _must_not_contradict(ground: FraudGround, evidence: Charged) -> None:
    """What is on record can't be found not to be so; a report may be false, so parts aren't judged by it."""
    if ground == "no_consent" and evidence.charged and not evidence.without_consent:
        raise ConsentWasGiven
    if ground == "fee_not_on_list" and evidence.all_listed:
        raise FeeWasListed


async def _charged(session: AsyncSession, case: Case) -> Charged | None:
    """What the events tell of consent and charges of the ticket."""
    if case.ticket_id is None:
        return None
    entries = await ledger_of(session, case.ticket_id)
    charges = [entry for entry in entries if entry.kind == "charge"]
    if not charges:
        return None
    replaced = await parts_replaced_on(session, case.ticket_id)
    currency = charges[0].currency
    lines = [line for entry in charges for line in entry.lines or []]
    return Charged(
        charged=Money(sum((entry.amount for entry in charges), Decimal(0)), currency),
        without_consent=Money(rules.without_consent([(e.kind, e.amount) for e in entries]), currency),
        events=tuple(entry.id for entry in entries),
        not_on_list=_names(line for line in lines if line["listed"] is False),
        not_in_reports=_names(
            line for line in lines if line["kind"] == "part" and line["name"] not in replaced
        ),
        all_listed=_all_listed(charges),
    )


def _names(lines: Iterable[dict[str, str]]) -> tuple[str, ...]:
    return tuple(line["name"] for line in lines)


def _all_listed(charges: Sequence[LedgerEntry]) -> bool:
    """Every charge says of every line that it is on the public list."""
    return all(entry.lines and all(line["listed"] for line in entry.lines) for entry in charges)
