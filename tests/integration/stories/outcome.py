"""What a service's tables hold, told so that two runs can be compared: ids by what they are ids of."""

import json
import re
from collections import defaultdict
from hashlib import sha256

from sqlalchemy import text

from libs.common.database import Database

Outcome = dict[str, list[str]]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BUS = ("outbox_", "inbox", "audit", "idempotency", "denials", "dead_letters", "alembic_version")
_NOT_COMPARED = {"version"}
"""How many steps something took isn't how it ended."""
_NOTICE_NUMBER = re.compile(r"RN-\d{6}-\d{4}")
"""The stories write notices in the order of a list that is sorted by ids."""
_ROUNDS = 5
_TABLES = text("""
    SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1""")
_BYTEA = text("""
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = :name AND data_type = 'bytea'""")


async def outcome(database: Database) -> Outcome:
    """Every row of every table that is the service's own, and its timers."""
    tables: Outcome = {}
    async with database.transaction() as session:
        for name in (await session.scalars(_TABLES)).all():
            if name.startswith(_BUS):
                continue
            left_out = {*(await session.scalars(_BYTEA, {"name": name})).all(), *_NOT_COMPARED}
            rows = (await session.scalars(text(f"SELECT to_jsonb(t) FROM {name} AS t"))).all()
            tables[name] = [_text({k: v for k, v in row.items() if k not in left_out}) for row in rows]
    return tables


def differences(one: Outcome, other: Outcome) -> list[str]:
    """Rows that one has and the other hasn't; told without ids where that shows them already."""
    plain = _different(_with_names(one, rounds=0), _with_names(other, rounds=0))
    return plain or _different(_with_names(one, rounds=_ROUNDS), _with_names(other, rounds=_ROUNDS))


def _different(one: Outcome, other: Outcome) -> list[str]:
    return [
        f"{sign} {name} {row}"
        for name in one
        for sign, rows, others in (("-", one[name], other[name]), ("+", other[name], one[name]))
        for row in rows
        if rows.count(row) > others.count(row)
    ]


def _text(row: dict[str, object]) -> str:
    return _NOTICE_NUMBER.sub("RN", json.dumps(row, sort_keys=True, ensure_ascii=False))


def _with_names(tables: Outcome, *, rounds: int) -> Outcome:
    """Instead of each id a name made from where it stands, by what stands beside it, and so on."""
    names: dict[str, str] = defaultdict(str)
    for _ in range(rounds):
        places = defaultdict(list)
        for table, rows in tables.items():
            for row in rows:
                named = _UUID.sub(lambda id_: names[id_[0]], row)
                for number, id_ in enumerate(_UUID.findall(row)):
                    places[id_].append(f"{table} {number} {named}")
        names.update(
            {id_: f"#{sha256(repr(sorted(found)).encode()).hexdigest()[:8]}" for id_, found in places.items()}
        )
    return {
        table: sorted(_UUID.sub(lambda id_: names[id_[0]], row) for row in rows)
        for table, rows in tables.items()
    }
