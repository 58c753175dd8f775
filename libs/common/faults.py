"""Which failures pass by themselves: something is away, busy or was rolled back for another's sake."""

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

_PASSING = ("08", "25P03", "25P04", "40", "53", "55P03", "57", "58")
"""SQLSTATEs: connection, idle time-outs, rollback, resources, lock, shutdown, system."""

_GAVE_WAY = ("40", "55P03")
"""SQLSTATEs: rolled back for another's sake, or a lock that somebody else holds."""


def gave_way(failure: BaseException) -> bool:
    """Whether it only came between others; they are done in a moment."""
    state = str(getattr(getattr(failure, "orig", failure), "sqlstate", None) or "")
    return isinstance(failure, DBAPIError | PostgresError) and state.startswith(_GAVE_WAY)


def is_passing(failure: BaseException) -> bool:
    """Whether the same attempt may succeed later, unchanged."""
    if isinstance(failure, DBAPIError):
        state = str(getattr(failure.orig, "sqlstate", None) or "")
        return failure.connection_invalidated or not state or state.startswith(_PASSING)
    if isinstance(failure, PostgresError):
        return str(failure.sqlstate or "").startswith(_PASSING)
    return isinstance(failure, OSError | TimeoutError | PoolExhausted | InterfaceError)
