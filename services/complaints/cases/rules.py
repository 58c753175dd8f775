"""Pure decisions on cases: who may approve, who is told next, what is due to the customer."""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.act import Actor
from libs.common.money import Money
from libs.common.policy.pack import Pack
from services.complaints.cases.values import RemedyKind

LADDER = ("department_manager", "deputy_gm", "gm")
"""Who hears of an overdue investigation or report, one level higher each day (CO-07)."""

WITHOUT_PRICE: frozenset[RemedyKind] = frozenset({"apology", "none"})
WITH_PRICE: frozenset[RemedyKind] = frozenset({"discount", "compensation", "return", "exchange"})
AT_ITS_PRICE: frozenset[RemedyKind] = frozenset({"rework", "repair"})
"""A remedy in kind counts at its price, which is said; a repair or rework may cost 0 (CO-09)."""

_SALES_PART = "confirm order facts and demand"
_PARTS = {
    "sales": _SALES_PART,
    "rnd": "inspect, find cause and measures, name the persons responsible",
    "quality": "inspect together with R&D",
    "production": "report unit, persons and date, propose measures",
    "customer_service": "watch deadlines, remind, propose the remedy",
}
_MINIMUM = {"quality": ("sales", "rnd", "production"), "non_quality": ("sales", "customer_service")}


def rank(pack: Pack, role: str) -> int:
    """Place of a role in the authority matrix, from 0; -1 for one that isn't in it."""
    roles = [level.role for level in pack.authority]
    return roles.index(role) if role in roles else -1


def level_for(pack: Pack, *, kind: RemedyKind, amount: Money, floor: str | None) -> str:
    """Lowest role that may approve: by amount, limits included, and by kind where the pack says so (CO-09).

    `floor` is the level that a refusal by the customer asks for (CO-11).
    """
    named = next((approval.by for approval in pack.remedy_approval if approval.kind == kind), None)
    if named == "gm_office" and floor != pack.authority[-1].role:
        return "gm_office"
    by_amount = next(
        place for place, level in enumerate(pack.authority) if level.up_to is None or amount <= level.up_to
    )
    lowest = max(by_amount, rank(pack, floor) if floor else 0, rank(pack, named) if named else 0)
    return pack.authority[lowest].role


def approving_role(pack: Pack, actor: Actor, *, level: str, by_gm: bool) -> str | None:
    """The role in which the actor may approve a remedy of `level`; None where the limit is exceeded (CO-09).

    What the GM proposes is checked by the deputy GM, or by another who holds the GM's role.
    """
    if by_gm:
        return next((role for role in ("deputy_gm", "gm") if actor.has(role)), None)
    if level == "gm_office":
        return next((role for role in ("gm_office", "gm") if actor.has(role)), None)
    held = [one.role for one in pack.authority if actor.has(one.role)]
    return held[-1] if held and rank(pack, held[-1]) >= rank(pack, level) else None


def next_level(pack: Pack, role: str) -> str:
    """Who decides when the customer refuses; at the GM it stays with the GM (CO-11)."""
    place = rank(pack, role)
    top = len(pack.authority) - 1
    return pack.authority[top if place < 0 else min(place + 1, top)].role


def next_step(day: int) -> str:
    """To whom an overdue part goes on that day, counted from 0 (CO-07)."""
    return LADDER[min(day, len(LADDER) - 1)]


def departments_asked(complaint_class: str, joint: Sequence[str], *, serious: bool) -> list[str]:
    """Whose part an investigation needs; R&D is told of every joint and every serious one at once.

    CO-04, CO-06, CO-07.
    """
    asked = list(joint) or list(_MINIMUM.get(complaint_class, ("customer_service",)))
    if joint or serious:
        asked.append("rnd")
    return list(dict.fromkeys(asked))


def part_of(department: str) -> str:
    """What CO-06 asks of a department."""
    return _PARTS.get(department, "report its part, with persons and measures")


def fraud_due(service_fee: Money, multiple: int) -> Money:
    """CO-18: three times the service fee."""
    return service_fee * multiple


def without_consent(entries: Sequence[tuple[str, Decimal]]) -> Decimal:
    """Sum charged beyond what the customer's last word before it had consented to (CO-18, DI-12).

    `entries` are `(kind, amount)` in the order of their times; a consent's amount is the price agreed.
    """
    agreed, total = Decimal(0), Decimal(0)
    for kind, amount in entries:
        if kind == "charge":
            covered = min(amount, agreed)
            agreed, total = agreed - covered, total + amount - covered
        else:
            agreed = amount if kind == "consent" else Decimal(0)
    return total
