"""The path of a penalty: confirm, object, rule, notice, approve, publish (CO-15, CO-16)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.money import Money
from libs.common.web.problems import Invalid
from services.complaints.announcements.usecases import announce, publish_announcement
from services.complaints.penalties import wording
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.queries import is_own
from services.complaints.penalties.refusals import OwnPenalty
from services.complaints.penalties.usecases.propose import keep
from services.complaints.penalties.values import Sanction
from services.complaints.policy import base_pack
from services.complaints.review.usecases import approve_notice_of, write_notice


async def confirm(*, session: AsyncSession, act: Act, penalty: Penalty) -> Penalty:
    await _not_own(session, act, penalty)
    days = base_pack(site_date(act.now)).penalties.objection_days
    events = penalty.confirm(objection_days=days, act=act)
    return await _kept(session, act, penalty, "confirm", events)


async def object_to(*, session: AsyncSession, act: Act, penalty: Penalty, text: str) -> Penalty:
    """By the person whom it is about: the role table lets nobody else."""
    return await _kept(session, act, penalty, "object", penalty.object(text, act=act))


async def rule(
    *,
    session: AsyncSession,
    act: Act,
    penalty: Penalty,
    sanction: Sanction | None,
    amount: Money | None,
    withdrawn: bool,
    reason: str | None,
) -> Penalty:
    await _not_own(session, act, penalty)
    if amount is not None and amount.currency != penalty.currency:
        detail = f"the penalty is in {penalty.currency}"
        raise Invalid.field("/amount/currency", "wrong_currency", detail)
    if withdrawn:
        events = penalty.withdraw(reason=reason, act=act)
    else:
        events = penalty.rule(sanction=sanction, amount=amount, reason=reason, act=act)
    return await _kept(session, act, penalty, "rule", events)


async def notice(*, session: AsyncSession, act: Act, penalty: Penalty, text: str | None) -> Penalty:
    """The GM's office writes the notice for the GM to approve."""
    await _not_own(session, act, penalty)
    events = penalty.notice()
    evidence = penalty.evidence
    words = text or wording.notice(
        penalty.sanction, penalty.money, evidence_zh=evidence.zh, evidence_en=evidence.en
    )
    await write_notice(
        session=session,
        act=act,
        kind="penalty",
        subject=penalty.subject,
        text=words,
        penalty_id=penalty.id,
    )
    return await _kept(session, act, penalty, "notice", events)


async def approve(*, session: AsyncSession, act: Act, penalty: Penalty) -> Penalty:
    await _not_own(session, act, penalty)
    events = penalty.approve(act=act)
    await approve_notice_of(session=session, act=act, penalty_id=penalty.id)
    return await _kept(session, act, penalty, "approve", events)


async def publish(*, session: AsyncSession, act: Act, penalty: Penalty) -> Penalty:
    """By HR; an administrative punishment is published with its personnel announcement (CO-16)."""
    await _not_own(session, act, penalty)
    events = penalty.publish()
    if penalty.administrative:
        announcement = await announce(session=session, act=act, penalty=penalty)
        await publish_announcement(session=session, act=act, announcement=announcement)
    return await _kept(session, act, penalty, "publish", events)


async def _not_own(session: AsyncSession, act: Act, penalty: Penalty) -> None:
    """Raises `OwnPenalty`."""
    if await is_own(session, penalty, act.actor):
        raise OwnPenalty


async def _kept(session: AsyncSession, act: Act, penalty: Penalty, verb: str, events: list[Event]) -> Penalty:
    await keep(session=session, act=act, penalty=penalty, verb=verb, events=events)
    return penalty
