"""How large a file may be; the figures stand in `limits.yaml`."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[int, Field(gt=0)]


class Limits(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    file_bytes: Positive
    rows: Positive
    columns: Positive
    cell_characters: Positive
    line_characters: Positive
    unpacked_bytes: Positive
    part_seconds: Positive
    checked_at_once: Positive
    made_at_once: Positive


@lru_cache(maxsize=1)
def limits() -> Limits:
    return Limits.model_validate(yaml.safe_load(Path(__file__).with_name("limits.yaml").read_text("utf-8")))
