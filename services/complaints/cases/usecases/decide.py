"""From the findings to an approved remedy (CO-09, CO-15, CO-17, CO-18)."""

from decimal import Decimal

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.money import Money
from libs.common.policy.pack import Pack
from libs.common.web.problems import Invalid
from services.complaints.cases import rules
from services.complaints.cases.models import Case
from services.complaints.cases.usecases.handle import keep
from services.complaints.cases.usecases.register import person_complained_of, person_named
from services.complaints.cases.values import (
    Charged,
    Conduct,
    ConductCause,
    Decision,
    Fraud,
    FraudGround,
    RemedyKind,
    Responsibility,
)
from services.complaints.cases.verdict_refusals import ConsentWasGiven, NoConductCause, NoConductPerson
from services.complaints.improvements.usecases import reopen_for_cause
from services.complaints.penalties.usecases.propose import propose_for_conduct
from services.complaints.policy import cause_named, pack_of
from services.complaints.tickets.queries import ledger_of


async def decide_responsibility(
    *, session: AsyncSession, act: Act, case: Case, verdict: Responsibility
) -> Case:
    """The same cause again re-opens its improvement action (CO-17)."""
    verdict = replace(verdict, cause_code=cause_named(verdict.cause_code, now=act.now))
    events = case.decide_responsibility(verdict)
    if case.cause_code and not verdict.negligence:
        await reopen_for_cause(session=session, act=act, cause_code=case.cause_code, not_of=case.id)
    return await keep(session=session, act=act, case=case, verb="decide-responsibility", events=events)


async def decide_conduct(
    *,
    session: AsyncSession,
    act: Act,
    case: Case,
    upheld: bool,
    reason: str,
    cause: ConductCause | None,
    person: str | None,
    recovery: str | None,
) -> Case:
    """Upheld, it proposes the sanction besides the fines for the facts (CO-15)."""
    found_cause = cause or case.conduct_cause
    found_person = await person_named(session, person) or await person_complained_of(session, case)
    if found_cause is None:
        raise NoConductCause
    if found_person is None:
        raise NoConductPerson
    verdict = Conduct(
        by=act.actor.subject,
        at=act.now,
        upheld=upheld,
        reason=reason,
        cause=found_cause,
        person=found_person,
        recovery=recovery,
    )
    events = case.decide_conduct(verdict)
    case.not_about(act.actor)
    await keep(session=session, act=act, case=case, verb="decide-conduct", events=events)
    if upheld:
        await propose_for_conduct(
            session=session,
            act=act,
            case_id=case.id,
            ticket_id=case.ticket_id,
            form_no=case.form_no,
            person=found_person,
            cause=found_cause,
        )
    return case


async def find_fraud(
    *, session: AsyncSession, act: Act, case: Case, ground: FraudGround, service_fee: Money
) -> Case:
    """So many times the fee is proposed as compensation, for its authority to approve (CO-18)."""
    case.ready_to_decide()
    pack = await pack_of(session, case.ticket_id, now=act.now)
    evidence = await _charged(session, case)
    if ground == "no_consent" and evidence and evidence.charged and not evidence.without_consent:
        raise ConsentWasGiven
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
    decision = _proposal(case, act, pack, kind="compensation", amount=due, text=text, pointer="/service_fee")
    events = [*case.find_fraud(finding), *case.propose_remedy(decision)]
    return await keep(session=session, act=act, case=case, verb="find-fraud", events=events)


async def propose_remedy(
    *, session: AsyncSession, act: Act, case: Case, kind: RemedyKind, amount: Money, text: str
) -> Case:
    case.ready_to_decide()
    case.must_make_good_fraud(amount)
    pack = await pack_of(session, case.ticket_id, now=act.now)
    events = case.propose_remedy(
        _proposal(case, act, pack, kind=kind, amount=amount, text=text, pointer="/amount")
    )
    return await keep(session=session, act=act, case=case, verb="propose-remedy", events=events)


async def approve_remedy(*, session: AsyncSession, act: Act, case: Case, text: str | None) -> Case:
    pack = await pack_of(session, case.ticket_id, now=act.now)
    events = case.approve(pack=pack, act=act, text=text)
    return await keep(session=session, act=act, case=case, verb="approve", events=events)


def _proposal(
    case: Case, act: Act, pack: Pack, *, kind: RemedyKind, amount: Money, text: str, pointer: str
) -> Decision:
    limit = pack.authority[0].up_to
    if limit and amount.currency != limit.currency:
        detail = f"amounts are approved in {limit.currency}"
        raise Invalid.field(f"{pointer}/currency", "wrong_currency", detail)
    return Decision(
        by=act.actor.subject,
        at=act.now,
        kind=kind,
        amount=amount,
        text=text,
        level=rules.level_for(pack, kind=kind, amount=amount, floor=case.level_floor),
        by_gm=act.actor.has("gm"),
    )


async def _charged(session: AsyncSession, case: Case) -> Charged | None:
    """What the events tell of consent and charges of the ticket."""
    if case.ticket_id is None:
        return None
    entries = await ledger_of(session, case.ticket_id)
    charges = [entry for entry in entries if entry.kind == "charge"]
    if not charges:
        return None
    currency = charges[0].currency
    return Charged(
        charged=Money(sum((entry.amount for entry in charges), Decimal(0)), currency),
        without_consent=Money(rules.without_consent([(e.kind, e.amount) for e in entries]), currency),
        events=tuple(entry.id for entry in entries),
    )
