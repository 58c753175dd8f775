"""Years of the holiday calendar that are added by hand before the library has them (XC-08)."""

from datetime import date
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator


class PublishedYear(BaseModel):
    """One year of the State Council's notice, as far as it differs from plain weeks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int
    holidays: frozenset[date]
    workdays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def days_fit(self) -> Self:
        if strangers := {day for day in self.holidays | self.workdays if day.year != self.year}:
            raise ValueError(f"{min(strangers)} is not a day of {self.year}")
        if both := self.holidays & self.workdays:
            raise ValueError(f"{min(both)} is both a holiday and a working day")
        return self


def read_years(path: Path) -> list[PublishedYear]:
    """Years added by hand: a YAML list of `{year, holidays: [date], workdays: [date]}`."""
    return TypeAdapter(list[PublishedYear]).validate_python(yaml.safe_load(path.read_text("utf-8")))
