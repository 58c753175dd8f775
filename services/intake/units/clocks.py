"""Until when a unit and its replaced components are in warranty, as the rules reckon it (PO-02, PO-11)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from libs.common.policy.case import Case
from libs.common.policy.facts import Facts
from libs.common.policy.pack import Pack
from libs.common.policy.warranty import component_clock, months_promised, unit_clock
from services.intake.units.models import Unit

State = Literal["running", "over", "without_end", "none"]
_RUNNING = {"in_warranty", "component_in_warranty"}


class Clock(NamedTuple):
    """`none`: no warranty, or a part without a clock of its own, which goes by the unit's."""

    state: State
    since: date | None
    until: date | None


def unit_warranty(unit: Unit, *, member: bool, pack: Pack, today: date) -> Clock | None:
    """None while nobody knows when it was bought."""
    facts = _facts(unit, member=member, today=today)
    return _told(unit_clock(months_promised(Case(facts, pack)))) if facts else None


def component_warranties(
    unit: Unit, *, member: bool, pack: Pack, today: date
) -> Iterator[tuple[str, date, Clock]]:
    """Name, day of the replacement and clock of each, the newest first."""
    parts = [(str(part["name"]), date.fromisoformat(part["replaced_on"])) for part in unit.components]
    for name, replaced_on in sorted(parts, key=lambda part: part[1], reverse=True):
        facts = _facts(unit, member=member, today=today, component=name, replaced_on=replaced_on)
        clock = _told(component_clock(months_promised(Case(facts, pack)))) if facts else None
        yield name, replaced_on, clock or Clock("none", None, None)


def _facts(
    unit: Unit,
    *,
    member: bool,
    today: date,
    component: str | None = None,
    replaced_on: date | None = None,
) -> Facts | None:
    if unit.purchase_date is None:
        return None
    return Facts(
        category=unit.category,  # type: ignore[arg-type]
        purchase_date=unit.purchase_date,
        as_of=max(today, unit.purchase_date),
        member=member,
        component=component,
        component_replaced_on=replaced_on,
        warranty_restarted_on=unit.restarted_on,
        warranty_extension_days=unit.extended_days,
    )


def _told(case: Case) -> Clock:
    """What the last line says of the clock."""
    line = case.lines[-1]
    since, until = line.values.get("start"), line.values.get("end")
    if isinstance(since, date) and isinstance(until, date):
        return Clock("running" if line.outcome in _RUNNING else "over", since, until)
    endless = line.phrase == "warranty_unlimited"
    return Clock("without_end" if endless else "none", case.facts.purchase_date if endless else None, None)
