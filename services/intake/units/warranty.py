"""What a unit's warranty goes by: stored on the unit, never derived from other records (PO-11)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.events.envelope import Event
from libs.common.events.intake import AppraisalRecorded, ComponentReplaced, UnitChanged
from libs.common.policy.vocabulary import Appraisal
from libs.common.policy.warranty import RepairPeriod, extension_days


class WarrantyFacts(Aggregate):
    """Part of `Unit`. Whatever is heard of late counts as if it had been heard in time."""

    extended_days: Mapped[int] = mapped_column(default=0)
    repairs: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """The periods of repair that extended it, `{first, last}`."""
    restarted_on: Mapped[date | None]
    """The day of the exchange that began the period anew."""
    components: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Replaced ones, `{name, replaced_on}`, one entry a name: each has its own clock."""
    serviced_on: Mapped[date | None]
    """The last day on which a repair was done (PO-15)."""
    failed_repairs: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Repairs that did not hold, `{ticket_id, component, on}` (PO-09)."""
    appraisals: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{outlet, customer_caused, text, at}` (PO-15)."""

    def component_replaced_on(self, name: str) -> date | None:
        """The day that component's own clock began; names are compared without case (PO-11)."""
        days = [_day(part, "replaced_on") for part in self.components if _same(part["name"], name)]
        return max(days, default=None)

    def failed_repairs_of(self, component: str | None) -> int:
        """On record for that part (PO-09)."""
        failed = [repair["component"] for repair in self.failed_repairs]
        return sum(component is not None and part is not None and _same(part, component) for part in failed)

    @property
    def appraised(self) -> Appraisal | None:
        """The last word of the maker's outlet (PO-15)."""
        if not self.appraisals:
            return None
        return "customer_caused" if self.appraisals[-1]["customer_caused"] else "not_customer_caused"

    def replace_component(self, name: str, *, on: date) -> list[Event]:
        """A new part starts its own clock the day it is in place; the latest wins (PO-11)."""
        known = self.component_replaced_on(name)
        if (known is not None and known >= on) or self._of_the_old_unit(on):
            return []
        others = [part for part in self.components if not _same(part["name"], name)]
        self.components = [*others, {"name": name.strip(), "replaced_on": on.isoformat()}]
        return [ComponentReplaced(unit_id=self.id, component=name.strip(), replaced_on=on)]

    def extend_warranty(self, period: RepairPeriod) -> list[Event]:
        """Days under repair or waiting for parts are added to the period, each once (PO-11)."""
        known, since = self._repair_periods, self.restarted_on
        days = extension_days([*known, period], since=since) - extension_days(known, since=since)
        if days <= 0:
            return []
        self.extended_days += days
        stored = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        self.repairs = [*self.repairs, stored]
        return [UnitChanged(unit_id=self.id, fields=["extended_days"])]

    def restart_warranty(self, *, on: date) -> list[Event]:
        """An exchange begins the period anew; what the old unit had gathered goes with it (PO-11)."""
        if self.restarted_on and on <= self.restarted_on:
            return []
        self.restarted_on = on
        self.extended_days = extension_days(self._repair_periods, since=on)
        self.components = [part for part in self.components if _day(part, "replaced_on") >= on]
        self.failed_repairs = [repair for repair in self.failed_repairs if _day(repair, "on") >= on]
        fields = ["components", "extended_days", "failed_repairs", "restarted_on"]
        return [UnitChanged(unit_id=self.id, fields=fields)]

    def serviced(self, *, on: date) -> list[Event]:
        """From then on the seller must prove again (PO-15)."""
        if self.serviced_on and on <= self.serviced_on:
            return []
        self.serviced_on = on
        return [UnitChanged(unit_id=self.id, fields=["serviced_on"])]

    def repair_failed(self, *, ticket_id: UUID, component: str | None, on: date) -> list[Event]:
        """The same fault came back soon after its repair (PO-09, IN-16)."""
        if self._of_the_old_unit(on):
            return []
        failed = {"ticket_id": str(ticket_id), "component": component, "on": on.isoformat()}
        self.failed_repairs = [*self.failed_repairs, failed]
        return [UnitChanged(unit_id=self.id, fields=["failed_repairs"])]

    def appraise(self, *, outlet: str, customer_caused: bool, text: str, at: datetime) -> list[Event]:
        """What the maker's outlet found is evidence (PO-15)."""
        finding = {
            "outlet": outlet,
            "customer_caused": customer_caused,
            "text": text,
            "at": at.isoformat(),
        }
        self.appraisals = [*self.appraisals, finding]
        return [AppraisalRecorded(unit_id=self.id, outlet=outlet, customer_caused=customer_caused)]

    def _of_the_old_unit(self, on: date) -> bool:
        return self.restarted_on is not None and on < self.restarted_on

    @property
    def _repair_periods(self) -> list[RepairPeriod]:
        return [RepairPeriod(_day(period, "first"), _day(period, "last")) for period in self.repairs]


def _day(stored: dict[str, Any], name: str) -> date:
    return date.fromisoformat(stored[name])


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()
