"""Benefits with quotas: uses are counted by household, without a period (PO-16)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import DateTime, Text, any_, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.events.intake import BenefitUsed
from libs.common.ids import new_id, site_date
from libs.common.policy.benefits import is_called, share_of_use
from libs.common.policy.figures import row_for
from libs.common.policy.promises import Benefit
from libs.common.policy.shipped import shipped_packs
from libs.common.prepared import Prepared
from libs.common.record import record
from libs.common.web.problems import Invalid, Refusal
from services.intake.customers.usecases import lock_customer
from services.intake.units.models import BenefitUse, Unit
from services.intake.units.rules import household, says_where
from services.intake.units.usecases import lock_unit

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('benefit'), hashtext(:household))")


class CardNeeded(Refusal):
    code = "card_needed"
    zh = "该优惠仅限持卡客户（{cards}）。"
    en = "The benefit is for customers with a card only ({cards})."


async def use_benefit(
    *, session: AsyncSession, act: Act, unit_id: UUID, address: str, benefit: str
) -> tuple[int, Decimal]:
    """Count one more use: the household's uses, this one included, and the customer's share of its price.

    Raises `UnknownUnit`, `Invalid` for a benefit, unit or address it can't be, `CardNeeded`.
    """
    unit = await lock_unit(session=session, unit_id=unit_id)
    terms = _terms(unit, benefit, today=site_date(act.now))
    if not says_where(address):
        raise Invalid.field("/address", "no_address", "must name a place")
    customer = await lock_customer(session=session, customer_id=unit.customer_id)
    if customer.card not in terms.cards:
        raise CardNeeded(cards=", ".join(terms.cards))
    home = household(address)
    await session.execute(_ONE_AT_A_TIME, {"household": home})
    before = await uses_of_category(session, addresses=[address], category=unit.category)
    use = BenefitUse(id=new_id(), household=home, benefit=terms.remedy, unit_id=unit.id, used_at=act.now)
    session.add(use)
    used = BenefitUsed(unit_id=unit.id, benefit=terms.remedy, used=before + 1)
    await record(session, act=act, aggregate=customer, verb="use-benefit", events=[used])
    return before + 1, share_of_use(terms, before)


def _terms(unit: Unit, benefit: str, *, today: date) -> Benefit:
    """What the unit's pack gives under that name."""
    packs = shipped_packs()
    pack = packs.for_unit(unit.category, unit.purchase_date or today)  # type: ignore[arg-type]
    terms = row_for(pack.benefits, unit.category)  # type: ignore[arg-type]
    if terms is not None and is_called(benefit, terms, unit.category):
        return terms
    known = any(
        is_called(benefit, row, category)
        for pack in packs.all(today)
        for row in pack.benefits
        for category in row.categories or pack.categories
    )
    if known:
        raise Invalid.field("/unit_id", "benefit_not_for_unit", f"no such benefit for {unit.category}")
    raise Invalid.field("/benefit", "unknown_benefit", "no pack gives such a benefit")


async def uses_of_category(
    session: AsyncSession, *, addresses: Sequence[str], category: str, until: datetime | None = None
) -> int:
    """Uses up to a moment, or so far, by the households there, of benefits for units of this category."""
    return (await uses_of_categories(session, [(addresses, category)], until=until))[0]


async def uses_of_categories(
    session: AsyncSession, asked: Sequence[tuple[Sequence[str], str]], *, until: datetime | None = None
) -> list[int]:
    """The same for each of many addresses and categories."""
    homes = [({household(address) for address in addresses}, category) for addresses, category in asked]
    all_homes = sorted(set().union(*(of_one for of_one, _ in homes)))
    found = await _USES.rows(session, households=all_homes, until=until)
    uses = {(home, category): number for home, category, number in found}
    return [sum(uses.get((home, category), 0) for home in of_one) for of_one, category in homes]


_UNTIL = bindparam("until", type_=DateTime(timezone=True))
_USES = Prepared(
    select(BenefitUse.household, Unit.category, func.count())
    .join(Unit, Unit.id == BenefitUse.unit_id)
    .where(BenefitUse.household == any_(bindparam("households", type_=ARRAY(Text))))
    .where(or_(_UNTIL.is_(None), BenefitUse.used_at <= _UNTIL))
    .group_by(BenefitUse.household, Unit.category)
)
