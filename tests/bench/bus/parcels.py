"""What all contestants carry: 400 bytes that happened to one of many parcels, and the effect that counts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from libs.common.ids import new_id

EFFECTS = """CREATE TABLE effects (
    event_id uuid PRIMARY KEY, key uuid NOT NULL, amount integer NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"""
"""The projection: one row an event."""
MOVES = 5
"""Events of one parcel, in a row."""
_NOTE = "冰箱不制冷，压缩机有响声；下午三点以后有人在家。" * 5


@dataclass(frozen=True, slots=True)
class Parcel:
    id: UUID
    key: UUID
    version: int
    amount: int

    def body(self) -> str:
        """JSON of 400 bytes."""
        return json.dumps({"amount": self.amount, "note": _NOTE}, ensure_ascii=False)


def parcels(number: int) -> Iterator[Parcel]:
    key = new_id()
    for amount in range(number):
        if amount % MOVES == 0:
            key = new_id()
        yield Parcel(new_id(), key, amount % MOVES + 1, amount)
