"""From the findings to an approved remedy (CO-09, CO-15, CO-17)."""

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
    Conduct,
    ConductCause,
    Decision,
    RemedyKind,
    Responsibility,
)
from services.complaints.cases.verdict_refusals import NoConductCause, NoConductPerson
from services.complaints.improvements.usecases import reopen_for_cause
from services.complaints.penalties.usecases.propose import propose_for_conduct
from services.complaints.policy import cause_named, pack_of


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


async def propose_remedy(
    *, session: AsyncSession, act: Act, case: Case, kind: RemedyKind, amount: Money, text: str
) -> Case:
    case.ready_to_decide()
    case.must_make_good_fraud(amount)
    pack = await pack_of(session, case.ticket_id, now=act.now)
    events = case.propose_remedy(
        proposal(case, act, pack, kind=kind, amount=amount, text=text, pointer="/amount")
    )
    return await keep(session=session, act=act, case=case, verb="propose-remedy", events=events)


async def approve_remedy(*, session: AsyncSession, act: Act, case: Case, text: str | None) -> Case:
    pack = await pack_of(session, case.ticket_id, now=act.now)
    events = case.approve(pack=pack, act=act, text=text)
    return await keep(session=session, act=act, case=case, verb="approve", events=events)


def proposal(
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
