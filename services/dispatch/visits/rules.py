"""Pure decisions about visits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.common.policy.pack import Pack

REPORT_ASKS = ("cause", "resolution", "parts", "customer_opinion", "tests", "hazards", "signature")


def missing_of_report(report: Mapping[str, Any]) -> list[str]:
    """The fields of DI-11 that were left out or are empty; an empty list of parts says "none" (S0 4.6)."""
    missing = [field for field in REPORT_ASKS if not _told(report.get(field))]
    if (damage := report.get("other_damage")) and not all(map(_told, damage.values())):
        missing.append("other_damage")
    if report.get("cautions") is not None and not _told(report["cautions"]):
        missing.append("cautions")
    if not all(map(_allowed, report.get("other_work") or ())):
        missing.append("other_work")
    return missing


def _allowed(work: Mapping[str, Any]) -> bool:
    """Other products only on the customer's request, and with responsibility written down first."""
    asked_for = work["requested_by_customer"] and work["written_before"]
    return bool(asked_for and _told(work["what"]) and _told(work["responsibility"]))


def _told(answer: str | list[dict[str, Any]] | None) -> bool:
    if isinstance(answer, list):
        return all(_told(part["name"]) for part in answer)
    return bool(answer and answer.strip())


def minutes_late(arrived_at: datetime, promised_by: datetime) -> int:
    """Whole minutes, at least 1; 0 up to the end of the promised window, which is in time (DI-08)."""
    late = (arrived_at - promised_by).total_seconds()
    return max(1, int(late // 60)) if late > 0 else 0


def backup_needed(category: str | None, backup: str, pack: Pack) -> bool:
    """A unit that bears data leaves only after a backup or the customer's waiver (IN-19)."""
    return category in pack.tickets.data_bearing and backup == "not_needed"
