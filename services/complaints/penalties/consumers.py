"""Facts of dispatch for the conduct ledger; a fine per fact, with the event as evidence (DI-17, CO-15)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.consumer import Consumer
from libs.common.events.dispatch import (
    ArrivedLate,
    CheckOutMissed,
    LatenessJudged,
    RefusalJudged,
    ReportReturned,
    TechnicianUnreachable,
)
from libs.common.events.envelope import Event, Received
from libs.common.ids import derived_id
from libs.common.policy.conduct import FineCause
from services.complaints.penalties import wording
from services.complaints.penalties.usecases.propose import propose_fine, withdraw_with_fact
from services.complaints.penalties.values import Evidence

ledger = Consumer("complaints.ledger")


@ledger.on(ArrivedLate)
async def late(event: Received[ArrivedLate], *, session: AsyncSession, act: Act) -> None:
    """DI-08: own fault at once where no reason was given before the end of the window."""
    if event.data.own_fault:
        minutes = event.data.minutes
        await _fine(
            event,
            "late",
            session,
            act,
            zh=f"迟到 {minutes} 分钟，事先未说明原因",
            en=f"{minutes} minutes late, no reason given before",
        )


@ledger.on(LatenessJudged)
async def judged(event: Received[LatenessJudged], *, session: AsyncSession, act: Act) -> None:
    """DI-08: the dispatcher's word proposes or withdraws."""
    reason = event.data.reason
    if event.data.own_fault:
        await _fine(
            event, "late", session, act, zh=f"派工经理判定：{reason}", en=f"dispatcher's judgement: {reason}"
        )
    else:
        await withdraw_with_fact(session=session, act=act, id_=_of_visit(event, "late"))


@ledger.on(ReportReturned)
async def returned(event: Received[ReportReturned], *, session: AsyncSession, act: Act) -> None:
    """DI-11: once per visit, however often it comes back."""
    zh, en = wording.listed(event.data.missing)
    await _fine(event, "incomplete_report", session, act, zh=f"报告单缺：{zh}", en=f"report lacks {en}")


@ledger.on(CheckOutMissed)
async def missed(event: Received[CheckOutMissed], *, session: AsyncSession, act: Act) -> None:
    at = wording.moment(event.data.completed_at)
    await _fine(
        event,
        "no_check_out",
        session,
        act,
        zh=f"{at} 完工后未致电总部",
        en=f"no call after finishing at {at}",
    )


@ledger.on(TechnicianUnreachable)
async def unreachable(event: Received[TechnicianUnreachable], *, session: AsyncSession, act: Act) -> None:
    """Each time is a fact of its own."""
    how = event.data.how
    await propose_fine(
        session=session,
        act=act,
        id_=derived_id(event.id, "phone_off"),
        cause="phone_off",
        technician_id=event.subject,
        ticket_id=None,
        evidence=_evidence(
            event,
            zh=f"服务时间内联系不上（{wording.zh(how)}）",
            en=f"not reachable in service hours ({wording.en(how)})",
        ),
    )


@ledger.on(RefusalJudged)
async def refusal_judged(event: Received[RefusalJudged], *, session: AsyncSession, act: Act) -> None:
    """DI-07: not justified is disobedience; a later word that it was justified takes it back."""
    data = event.data
    id_ = derived_id(event.subject, f"disobeyed:{data.technician_id}")
    if data.justified:
        await withdraw_with_fact(session=session, act=act, id_=id_)
        return
    await propose_fine(
        session=session,
        act=act,
        id_=id_,
        cause="disobeyed",
        technician_id=data.technician_id,
        ticket_id=data.ticket_id,
        evidence=_evidence(
            event, zh=f"拒绝派工不成立：{data.reason}", en=f"refusal not justified: {data.reason}"
        ),
    )


async def _fine(
    event: Received[ArrivedLate]
    | Received[LatenessJudged]
    | Received[ReportReturned]
    | Received[CheckOutMissed],
    cause: FineCause,
    session: AsyncSession,
    act: Act,
    *,
    zh: str,
    en: str,
) -> None:
    """One fine for each visit and cause."""
    await propose_fine(
        session=session,
        act=act,
        id_=_of_visit(event, cause),
        cause=cause,
        technician_id=event.data.technician_id,
        ticket_id=event.data.ticket_id,
        evidence=_evidence(event, zh=zh, en=en),
    )


def _of_visit(event: Received[Event], cause: FineCause) -> UUID:
    return derived_id(event.subject, cause)


def _evidence(event: Received[Event], *, zh: str, en: str) -> Evidence:
    return Evidence(at=event.time, event_id=event.id, zh=zh, en=en)
