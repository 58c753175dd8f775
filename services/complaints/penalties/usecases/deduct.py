"""Bonus deductions by the penalty basis, once the GM's office decided who bears them (CO-15, CO-16)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import new_id
from libs.common.money import Money
from services.complaints.cases.losing import Loss
from services.complaints.cases.models import Case
from services.complaints.penalties import rules
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.usecases.propose import keep
from services.complaints.penalties.values import Evidence, SubjectKind
from services.complaints.policy import pack_of
from services.complaints.tickets.queries import find_technician


async def propose_deductions(
    *, session: AsyncSession, act: Act, cases: Sequence[UUID], units: Sequence[tuple[UUID, str]]
) -> None:
    """For each unit named for a case, and for each person who shares its loss."""
    query = select(Case).where(Case.id.in_(cases), Case.loss.is_not(None)).order_by(Case.id)
    for case in (await session.scalars(query)).all():
        assert case.loss
        pack = await pack_of(session, case.ticket_id, now=act.now)
        for unit in dict.fromkeys(unit for case_id, unit in units if case_id == case.id):
            amount = rules.unit_deduction(pack.penalties, borne_by(case.loss, unit))
            await _propose(session, act, case, kind="department", subject=unit, amount=amount)
        for share in case.loss.shares:
            if share.kind == "person":
                amount = rules.person_deduction(pack.penalties, loss=case.loss.total, borne=share.amount)
                await _propose(session, act, case, kind="person", subject=share.subject, amount=amount)


def borne_by(loss: Loss, unit: str) -> Money:
    """The unit's share; all of the loss where it was shared to no department of that name."""
    shares = [one.amount for one in loss.shares if (one.kind, one.subject) == ("department", unit)]
    return sum(shares[1:], shares[0]) if shares else loss.total


async def _propose(
    session: AsyncSession, act: Act, case: Case, *, kind: SubjectKind, subject: str, amount: Money
) -> None:
    if not amount:
        return
    assert case.loss
    technician = await find_technician(session, subject) if kind == "person" else None
    details: dict[str, Any] = {
        "zh": f"投诉 {case.form_no} 的损失 {case.loss.total}，责任方扣发奖金",
        "en": f"loss of {case.loss.total} in complaint {case.form_no}, bonus deduction",
    }
    penalty = Penalty(
        id=new_id(),
        case_id=case.id,
        ticket_id=case.ticket_id,
        cause="loss",
        technician_id=technician.id if technician else None,
        subject_kind=kind,
        subject=str(technician.id) if technician else subject,
        sanction="bonus",
        amount=amount.amount,
        currency=amount.currency,
        evidence=Evidence(at=act.now, case_id=case.id, **details),
        proposed_at=act.now,
    )
    session.add(penalty)
    await keep(session=session, act=act, penalty=penalty, verb="propose", events=penalty.propose())
