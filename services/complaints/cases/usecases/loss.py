"""The deputy GM decides what a case cost, before any notice (CO-14)."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.ids import site_date
from libs.common.money import Money
from libs.common.policy.pack import Pack
from libs.common.web.problems import Invalid, Refusal
from services.complaints.cases.losing import LossLine, LossShare, parts_of
from services.complaints.cases.models import Case
from services.complaints.cases.schemas.loss import LossLineIn, LossShareIn
from services.complaints.cases.usecases.handle import keep
from services.complaints.penalties.models import Penalty
from services.complaints.policy import pack_of
from services.complaints.review.models import Notice, ReviewDone
from services.complaints.review.queries import review_of

HIGHEST_LOSS = 10**12


class NoticeWritten(Refusal):
    code = "notice_written"
    zh = "该投诉的奖罚通知单已开出，损失不可再改。"
    en = "A notice on the complaint is written: its loss can't be decided anew."


async def assess_loss(
    *,
    session: AsyncSession,
    act: Act,
    case: Case,
    lines: Sequence[LossLineIn],
    shares: Sequence[LossShareIn],
) -> Case:
    if await _noticed(session, case):
        raise NoticeWritten
    if case.closed_at:
        review = await review_of(session, f"{site_date(case.closed_at):%Y-%m}")
        if review and review.done_at:
            raise ReviewDone
    pack = await pack_of(session, case.ticket_id, now=act.now)
    reckoned = [_line(case, pack, line, f"/lines/{place}") for place, line in enumerate(lines)]
    total = sum((line.amount for line in reckoned), Money.zero(pack.loss.rework_hour.currency))
    if total.amount >= HIGHEST_LOSS:
        raise Invalid.field("/lines", "too_much", f"the loss must lie below {HIGHEST_LOSS}")
    amounts = parts_of(total, [one.share for one in shares])
    borne = [
        LossShare(kind=one.kind, subject=one.subject, share=one.share, amount=amount)
        for one, amount in zip(shares, amounts, strict=True)
    ]
    events = case.assess_loss(reckoned, borne, total=total, act=act)
    return await keep(session=session, act=act, case=case, verb="assess-loss", events=events)


def _line(case: Case, pack: Pack, line: LossLineIn, pointer: str) -> LossLine:
    currency = pack.loss.rework_hour.currency
    _refuse_other_currency(line.material, currency, f"{pointer}/material")
    amount = line.amount
    if amount is None and line.kind == "rework":
        amount = pack.loss.rework(line.hours or Decimal(0), line.material or Money.zero(currency))
    if amount is None:
        amount = case.approved_amount
    if amount is None:
        raise Invalid.field(f"{pointer}/amount", "amount_needed", "no remedy is approved to take it from")
    _refuse_other_currency(amount, currency, f"{pointer}/amount")
    return LossLine(kind=line.kind, amount=amount, hours=line.hours, material=line.material, text=line.text)


def _refuse_other_currency(given: Money | None, currency: str, pointer: str) -> None:
    if given is not None and given.currency != currency:
        detail = f"losses are reckoned in {currency}"
        raise Invalid.field(f"{pointer}/currency", "wrong_currency", detail)


async def _noticed(session: AsyncSession, case: Case) -> bool:
    of_case = select(Penalty.id).where(Penalty.case_id == case.id)
    query = select(Notice.id).where(or_(Notice.case_id == case.id, Notice.penalty_id.in_(of_case))).limit(1)
    return await session.scalar(query) is not None
