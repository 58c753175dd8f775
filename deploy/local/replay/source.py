"""Real requests from files that nobody made for us: excavator repair orders and New York's 311."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

MONTH = timedelta(days=30)
_APPLIANCES = ("television", "refrigerator", "washing_machine", "air_conditioner")


class UnknownFile(Exception):
    """The file's first line is that of neither kind of request."""


@dataclass(frozen=True, slots=True)
class Request:
    opened: datetime
    """In the file's own time, then after `squeezed` since the replay's beginning."""
    category: str
    model: str
    text: str
    latitude: float
    longitude: float


def read_requests(file: Path, limit: int) -> list[Request]:
    """The first `limit` requests in the order of their opening. Raises `UnknownFile`."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        columns = set(rows.fieldnames or ())
        if "BscStartDate" in columns:
            found = list(_excavators(rows))
        elif "Created Date" in columns:
            found = list(_three_one_one(rows))
        else:
            raise UnknownFile(f"{file.name} is neither an excavator file nor a 311 file")
    return list(islice(sorted(found, key=lambda request: request.opened), limit))


def squeezed(requests: list[Request], begin: datetime) -> list[Request]:
    """The first opens at `begin`; no gap stays longer than a day, and all fall into 30 days."""
    gaps = [min(later.opened - earlier.opened, timedelta(days=1)) for earlier, later in pairwise(requests)]
    total = sum(gaps, timedelta())
    factor = min(1.0, MONTH / total) if total else 1.0
    moments, moment = [begin], begin
    for gap in gaps:
        moment += gap * factor
        moments.append(moment)
    return [replace(request, opened=at) for request, at in zip(requests, moments, strict=False)]


def _excavators(rows: Iterator[dict[str, str]]) -> Iterator[Request]:
    """Five mining excavators, A to E, on one site."""
    for row in rows:
        yield Request(
            opened=datetime.fromisoformat(row["BscStartDate"]),
            category="equipment",
            model=f"excavator {row['Asset']}",
            text=row["OriginalShorttext"].strip() or "no words",
            latitude=-23.36,
            longitude=119.73,
        )


def _three_one_one(rows: Iterator[dict[str, str]]) -> Iterator[Request]:
    """Requests with coordinates, as if each were a broken set of some kind at that place."""
    for number, row in enumerate(row for row in rows if row["Latitude"]):
        yield Request(
            opened=datetime.strptime(row["Created Date"], "%m/%d/%Y %H:%M"),  # noqa: DTZ007
            category=_APPLIANCES[number % len(_APPLIANCES)],
            model=row["Agency"],
            text=f"{row['Complaint Type']}: {row['Descriptor']}",
            latitude=float(row["Latitude"]),
            longitude=float(row["Longitude"]),
        )
