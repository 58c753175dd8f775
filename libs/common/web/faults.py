"""What a failure below the edge means: away → 503, constraint → 409, no such moment → 422, else 500."""

import traceback

from asyncpg import PostgresError
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from libs.common.calendar import CalendarError
from libs.common.deadlines import DeadlineError
from libs.common.faults import is_passing
from libs.common.telemetry import log
from libs.common.web.problems import Invalid, Refusal, Unavailable
from libs.common.web.refusals import AlreadyThere, ClockRefused, InternalError, from_framework
from libs.common.web.validation import invalid_parameters

_CONSTRAINT, _DATA = "23", "22"


def as_refusal(error: BaseException) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        return invalid_parameters(error.errors())
    if isinstance(error, HTTPException):
        return from_framework(error)
    if isinstance(error, CalendarError):
        return Invalid.field(error.pointer, error.code, error.detail)
    if isinstance(error, DeadlineError):
        return ClockRefused(reason=str(error))
    if is_passing(error):
        return Unavailable()
    if isinstance(error, DBAPIError | PostgresError):
        return _of_statement(error)
    return _bug(error)


def _of_statement(error: DBAPIError | PostgresError) -> Refusal:
    state = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    if state.startswith(_CONSTRAINT):
        return AlreadyThere()
    told = _bug(error, sqlstate=state)
    return Invalid() if state.startswith(_DATA) else told


def _bug(error: BaseException, **known: str) -> Refusal:
    """Logged with its place but neither message nor values, which may be what a person typed (XC-07)."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("request failed", error=type(error).__name__, where=where, **known)
    return InternalError()
