"""What a failure below the edge means to the caller: away → 503, a broken constraint → 409, else 500."""

import asyncio

import structlog
from asyncpg import PostgresError  # type: ignore[import-untyped]
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from libs.common.web.problems import Invalid, Refusal, Unavailable
from libs.common.web.refusals import AlreadyThere, InternalError, from_framework
from libs.common.web.validation import invalid_parameters

_log = structlog.get_logger(__name__)

_PASSING = ("08", "40", "53", "55P03", "57", "58", "25P03")
"""SQLSTATEs: connection, rollback (deadlock, serialisation), resources, lock, shutdown, system, idle."""


def as_refusal(error: BaseException) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        return invalid_parameters(error.errors())
    if isinstance(error, HTTPException):
        return from_framework(error)
    if isinstance(error, SQLAlchemyError | PostgresError):
        return _database_refusal(error)
    if isinstance(error, OSError | asyncio.TimeoutError):
        return Unavailable()
    _log.error("request failed", exc_info=_without_values(error))
    return InternalError()


def _database_refusal(error: SQLAlchemyError | PostgresError) -> Refusal:
    state = sqlstate(error)
    if isinstance(error, PoolExhausted | InterfaceError) or state.startswith(_PASSING):
        return Unavailable()
    if isinstance(error, DBAPIError) and (error.connection_invalidated or not state):
        return Unavailable()
    if state.startswith("23"):
        return AlreadyThere()
    _log.error("statement failed", sqlstate=state, exc_info=_without_values(error))
    return Invalid() if state.startswith("22") else InternalError()


def sqlstate(error: BaseException) -> str:
    """The SQLSTATE of a database error, or an empty string."""
    cause = getattr(error, "orig", None) or error
    return str(getattr(cause, "sqlstate", None) or getattr(cause.__cause__, "sqlstate", None) or "")


def _without_values(error: BaseException) -> BaseException:
    """The traceback without the message, which may hold what a person typed (XC-07)."""
    return Exception(type(error).__name__).with_traceback(error.__traceback__)
