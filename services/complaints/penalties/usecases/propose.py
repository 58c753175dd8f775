"""Facts and verdicts become proposed penalties; each once, whatever comes again (CO-15, DI-17)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.database import HELD
from libs.common.events.envelope import Event
from libs.common.ids import new_id, site_date
from libs.common.money import Money
from libs.common.policy.conduct import FineCause
from libs.common.policy.dates import add_months
from libs.common.record import record
from services.complaints.cases.values import ConductCause
from services.complaints.days import start_of
from services.complaints.penalties import rules, wording
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.values import Evidence
from services.complaints.policy import base_pack
from services.complaints.tickets.queries import find_technician


async def propose_fine(
    *,
    session: AsyncSession,
    act: Act,
    id_: UUID,
    cause: FineCause,
    technician_id: UUID,
    ticket_id: UUID | None,
    evidence: Evidence,
) -> None:
    """`id_` is made from the fact: one fact, one fine. Taken back and judged again, it is proposed anew."""
    penalty = await session.get(Penalty, id_, with_for_update=HELD)
    if penalty is not None and not penalty.withdrawn_with_its_fact:
        return
    fine = base_pack(site_date(act.now)).fines[cause]
    if penalty is None:
        penalty = Penalty(
            id=id_,
            cause=cause,
            technician_id=technician_id,
            subject_kind="person",
            subject=str(technician_id),
            ticket_id=ticket_id,
        )
        session.add(penalty)
    penalty.sanction, penalty.amount, penalty.currency = "fine", fine.amount, fine.currency
    penalty.evidence, penalty.proposed_at = evidence, act.now
    await keep(session=session, act=act, penalty=penalty, verb="propose", events=penalty.propose())


async def withdraw_with_fact(*, session: AsyncSession, act: Act, id_: UUID) -> None:
    """A later judgement says it wasn't so (DI-08)."""
    penalty = await session.get(Penalty, id_, with_for_update=HELD)
    if penalty is not None and penalty.status != "withdrawn":
        events = penalty.withdraw_fact()
        await keep(session=session, act=act, penalty=penalty, verb="withdraw", events=events)


async def propose_for_conduct(
    *,
    session: AsyncSession,
    act: Act,
    case_id: UUID,
    ticket_id: UUID | None,
    form_no: str,
    person: str,
    cause: ConductCause,
) -> Penalty:
    """A complaint about conduct that is upheld: major demerit for causes ①–④, warning for ⑤ (CO-15)."""
    technician = await find_technician(session, person, ticket_id=ticket_id)
    subject = str(technician.id) if technician else person
    pack = base_pack(site_date(act.now))
    earlier = await _earlier(session, subject, cause, act=act, months=pack.penalties.repeat_within_months)
    nothing = Money.zero()
    penalty = Penalty(
        id=new_id(),
        case_id=case_id,
        ticket_id=ticket_id,
        cause=rules.conduct_cause_of(cause),
        conduct_cause=cause,
        technician_id=technician.id if technician else None,
        subject_kind="person",
        subject=subject,
        sanction=rules.conduct_sanction(pack.penalties, cause, earlier=earlier),
        amount=nothing.amount,
        currency=nothing.currency,
        evidence=Evidence(
            at=act.now,
            case_id=case_id,
            zh=f"投诉 {form_no} 的服务行为投诉成立（{wording.zh(cause)}）",
            en=f"complaint {form_no} about conduct upheld ({wording.en(cause)})",
        ),
        proposed_at=act.now,
    )
    session.add(penalty)
    await keep(session=session, act=act, penalty=penalty, verb="propose", events=penalty.propose())
    return penalty


async def keep(
    *, session: AsyncSession, act: Act, penalty: Penalty, verb: str, events: Sequence[Event]
) -> None:
    correlation = penalty.ticket_id or penalty.case_id
    await record(session, act=act, aggregate=penalty, verb=verb, events=events, correlation=correlation)


async def _earlier(
    session: AsyncSession, subject: str, cause: ConductCause, *, act: Act, months: int
) -> Sequence[str]:
    """What the person got for the same cause in the months before."""
    since = start_of(add_months(site_date(act.now), -months))
    query = select(Penalty.sanction).where(
        Penalty.subject == subject,
        Penalty.conduct_cause == cause,
        Penalty.status != "withdrawn",
        Penalty.proposed_at >= since,
    )
    return (await session.scalars(query.order_by(Penalty.proposed_at))).all()
