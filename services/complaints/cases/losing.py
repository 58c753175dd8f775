"""What a case cost, and who bears it; the deputy GM decides (CO-14)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import msgspec
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import LossAssessed, LossBorne
from libs.common.events.envelope import Event
from libs.common.money import Money
from services.complaints.cases.casefile import CaseFile
from services.complaints.cases.values import Part
from services.complaints.values import Value

LossKind = Literal["goods", "rework", "freight", "service", "compensation"]
BearerKind = Literal["department", "person", "partner", "carrier", "supplier"]


class LossLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rework is hours at the pack's rate and material, everything else what it cost."""

    kind: LossKind
    amount: Money
    hours: Decimal | None = None
    material: Money | None = None
    text: str | None = None


class LossShare(msgspec.Struct, frozen=True, kw_only=True):
    """`subject`: a department, a sign-in name or technician's id, a firm; `share` of 1."""

    kind: BearerKind
    subject: str
    share: Decimal
    amount: Money


class Loss(Part, frozen=True):
    lines: tuple[LossLine, ...]
    recourse: Money
    """Collected from others, which lessens the loss."""
    total: Money
    shares: tuple[LossShare, ...] = ()


class Losing(CaseFile):
    loss: Mapped[Loss | None] = mapped_column(Value(Loss))

    def assess_loss(
        self, lines: Sequence[LossLine], shares: Sequence[LossShare], *, total: Money, act: Act
    ) -> list[Event]:
        """Takes the place of what was decided before."""
        self.loss = Loss(
            by=act.actor.subject,
            at=act.now,
            lines=tuple(lines),
            recourse=Money.zero(total.currency),
            total=total,
            shares=tuple(shares),
        )
        borne = [LossBorne(kind=one.kind, subject=one.subject, amount=one.amount.amount) for one in shares]
        return [LossAssessed(total=total.amount, currency=total.currency, shares=tuple(borne))]


def parts_of(total: Money, shares: Sequence[Decimal]) -> list[Money]:
    """`total` cut by `shares`, which sum to 1: to the cent, the parts sum to `total`."""
    parts, given, before = [], Money.zero(total.currency), Decimal(0)
    for share in shares:
        before += share
        parts.append(total * before - given)
        given = total * before
    return parts
