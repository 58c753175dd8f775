"""A connection that knows PostgreSQL's own arrays without asking for them.

asyncpg has no public way to be told: its type codecs are for scalars and composites, and to set one asks as
well; arrays sent as text would need a cast in each statement and their quoting in each caller. So one private
method is overridden, of the release that it was read in; with any other asyncpg asks as ever, and
`tests/integration/bus/test_connection.py` tells that this is to be looked at again.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import asyncpg

ARRAYS = {
    199: (114, "json"),
    1000: (16, "bool"),
    1001: (17, "bytea"),
    1005: (21, "int2"),
    1007: (23, "int4"),
    1009: (25, "text"),
    1016: (20, "int8"),
    1021: (700, "float4"),
    1022: (701, "float8"),
    1182: (1082, "date"),
    1185: (1184, "timestamptz"),
    1231: (1700, "numeric"),
    2951: (2950, "uuid"),
    3807: (3802, "jsonb"),
}
"""By their number, that of their elements with its name; they are the same in every PostgreSQL."""
_NAMED = SimpleNamespace(name="known")
_READ_IN = "0.32."


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """asyncpg asks for them once a connection, by a query that takes 2 to 4 MB of its server process."""

    async def _introspect_types(
        self,
        typeoids: Sequence[int],
        *more: Any,
        **named: Any,
    ) -> tuple[Any, Any]:
        """Descriptions of types that a statement uses, and the statement that found them."""
        if asyncpg.__version__.startswith(_READ_IN) and all(number in ARRAYS for number in typeoids):
            return [described(number) for number in typeoids], _NAMED
        found: tuple[Any, Any] = await super()._introspect_types(typeoids, *more, **named)
        return found


def described(number: int) -> dict[str, Any]:
    element, name = ARRAYS[number]
    return {
        "oid": number,
        "ns": "pg_catalog",
        "name": f"_{name}",
        "kind": b"b",
        "basetype": None,
        "basetype_name": None,
        "elemtype": element,
        "elemtype_name": None,
        "elemdelim": b",",
        "range_subtype": None,
        "range_subtype_name": None,
        "attrtypoids": None,
        "attrnames": None,
    }
